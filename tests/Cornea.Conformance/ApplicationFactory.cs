using System.Reflection;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Builds the networks of <see cref="Applications"/> by Keras's names of functions and arguments.</summary>
internal static class ApplicationFactory
{
    /// <summary>The network of a function.</summary>
    /// <param name="application">The function, such as <c>ResNet50</c>.</param>
    /// <param name="arguments">Keras's arguments that are given; the others are at their defaults, weights at null.</param>
    /// <param name="weights">A file of weights, or null.</param>
    public static Functional Build(string application, JsonElement arguments, string? weights = null)
    {
        var method = typeof(Applications).GetMethod(application, BindingFlags.Public | BindingFlags.Static)
            ?? throw new UnsupportedCaseException(application);
        var parameters = method.GetParameters();
        var values = parameters.ToDictionary(parameter => Snake(parameter.Name!), parameter => parameter.DefaultValue);
        foreach (var argument in arguments.EnumerateObject())
        {
            if (argument.Name == "weights")
            {
                // The structure that Keras builds for the official weights; only the first EfficientNets have another one.
                if (values.ContainsKey("image_net_scaling"))
                    values["image_net_scaling"] = argument.Value.ValueKind == JsonValueKind.String;
                continue;
            }
            if (!values.ContainsKey(argument.Name))
                throw new UnsupportedCaseException($"argument {argument.Name}");
            values[argument.Name] = Value(argument.Name, argument.Value, values[argument.Name]);
        }
        values["weights"] = weights;
        try
        {
            return (Functional)method.Invoke(null, [.. parameters.Select(parameter => values[Snake(parameter.Name!)])])!;
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            throw fault.InnerException;
        }
    }

    private static object? Value(string name, JsonElement value, object? otherwise) => name switch
    {
        "input_shape" => value.Shape(),
        "pooling" => value.GetString() == "avg" ? FeaturePooling.Average : FeaturePooling.Max,
        "classifier_activation" => value.ValueKind == JsonValueKind.Null ? Activation.Linear : Activation.FromName(value.GetString()!),
        _ => otherwise switch
        {
            bool => value.GetBoolean(),
            int => value.GetInt32(),
            double => value.GetDouble(),
            _ => value.GetString(),
        },
    };

    private static string Snake(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
