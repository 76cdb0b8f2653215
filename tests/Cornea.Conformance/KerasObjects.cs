using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes objects of the configurations and constructor arguments of the files, by the registry.</summary>
public static class KerasObjects
{
    /// <summary>The object of a class name and constructor arguments.</summary>
    /// <typeparam name="T">The family's base.</typeparam>
    /// <param name="kind">The family.</param>
    /// <param name="className">Keras's class.</param>
    /// <param name="arguments">Arguments or configuration under Keras's names.</param>
    public static T Make<T>(ClassKind kind, string className, JsonElement arguments) where T : class
    {
        if (kind != ClassKind.Metric && !Registry.TryGet(kind, className, out _))
            throw new UnsupportedCaseException(className);
        return (T)Registry.FromConfig(kind, className, Value(arguments).AsObject());
    }

    /// <summary>The activation of a name and its arguments.</summary>
    public static Activation Activation(string name, JsonElement arguments) => Make<Activation>(ClassKind.Activation, name, arguments);

    /// <summary>The layer of a class name and its configuration.</summary>
    /// <param name="className">Keras's class.</param>
    /// <param name="config">What <c>get_config()</c> returned.</param>
    /// <param name="call">Further arguments of the call, such as use_causal_mask.</param>
    public static Layer Layer(string className, JsonElement config, JsonElement call)
    {
        if (!Registry.TryGet(ClassKind.Layer, className, out _))
            throw new UnsupportedCaseException(className);
        var arguments = Value(config).AsObject();
        // The cases were computed with PyTorch, whose cubic coefficient is -0.75; Keras's other backends have -0.5.
        if (arguments.Given("interpolation") is { } interpolation && interpolation.AsText() == "bicubic")
            arguments["interpolation"] = "bicubic_sharp";
        return (Layer)Registry.FromConfig(ClassKind.Layer, className, arguments, call: Value(call).AsObject());
    }

    /// <summary>The model of <c>model.to_json()</c>.</summary>
    public static Model Model(JsonElement model) => Cornea.Model.FromJson(model.GetRawText());

    /// <summary>The constraint of a class name and its arguments.</summary>
    public static Constraint Constraint(string className, JsonElement arguments) =>
        Make<Constraint>(ClassKind.Constraint, className, arguments);

    /// <summary>The loss of a class name and its arguments.</summary>
    public static Loss Loss(string className, JsonElement arguments) => Make<Loss>(ClassKind.Loss, className, arguments);

    /// <summary>The metric of a class name and its arguments.</summary>
    public static Metric Metric(string className, JsonElement arguments) => Make<Metric>(ClassKind.Metric, className, arguments);

    /// <summary>The optimizer of a class name and its arguments.</summary>
    public static Optimizer Optimizer(string className, JsonElement arguments) =>
        Make<Optimizer>(ClassKind.Optimizer, className, arguments);

    /// <summary>The regularizer of a class name and its arguments.</summary>
    public static Regularizer Regularizer(string className, JsonElement arguments) =>
        Make<Regularizer>(ClassKind.Regularizer, className, arguments);

    /// <summary>A value of the file; the arguments of nested objects stand under <c>kwargs</c> in some of them.</summary>
    public static ConfigValue Value(JsonElement element) => Renamed(ConfigJson.Parse(element.GetRawText()));

    private static ConfigValue Renamed(ConfigValue value)
    {
        if (value.Kind == ConfigValueKind.List)
            return ConfigValue.List(value.AsList().Select(Renamed));
        if (value.Kind != ConfigValueKind.Object)
            return value;
        var result = new ConfigObject();
        foreach (var (key, item) in value.AsObject())
            result.Add(key == "kwargs" && value.AsObject().Contains("class_name") ? "config" : key, Renamed(item));
        return result;
    }
}
