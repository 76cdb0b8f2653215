using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cornea.Conformance;

/// <summary>Compares one operation of a network with the fixture: class, name, configuration, connections, shape, weights.</summary>
internal static partial class OperationCheck
{
    public static void Compare(Layer layer, JsonElement expected, Comparison comparison)
    {
        var name = expected.Text("name");
        comparison.Same("operation", $"{ClassOf(layer)} {layer.Name}", $"{expected.Text("class")} {name}");
        if (expected.Optional("shape") is { } shape)
            comparison.Same($"{name}: shape", layer.Output.Shape.ToString(), shape.Shape().ToString());
        if (expected.TryGetProperty("inbound", out var inbound))
        {
            // An operator on one value twice, or on a value and a number, has it once in the list.
            var sources = layer.Nodes[0].Inputs.Select(input => input.Layer.Name);
            comparison.Same($"{name}: inputs", string.Join(", ", sources), string.Join(", ", inbound.EnumerateArray()));
        }
        if (layer is OperationLayer node)
        {
            var number = expected.GetProperty("call").EnumerateArray().FirstOrDefault(operand => operand.ValueKind == JsonValueKind.Number);
            comparison.Same($"{name}: operand", $"{node.Number:R}", number.ValueKind == JsonValueKind.Number ? $"{number.GetDouble():R}"
                : "");
            return;
        }
        if (layer is Sequential chain)
        {
            var layers = expected.GetProperty("layers");
            comparison.Same($"{name}: layers", $"{chain.Layers.Count}", $"{layers.GetArrayLength()}");
            foreach (var (inner, described) in chain.Layers.Zip(layers.EnumerateArray()))
                Compare(inner, described, comparison);
            return;
        }
        CompareConfiguration(layer, expected, comparison);
        CompareWeights(layer, expected, comparison);
    }

    // The fixture leaves defaults out: what it says is made into a layer, whose configuration has them all.
    private static void CompareConfiguration(Layer layer, JsonElement expected, Comparison comparison)
    {
        var given = expected.Optional("config") is { } config ? ConfigJson.Parse(config.GetRawText()).AsObject() : [];
        if (layer is InputLayer)
        {
            comparison.Same($"{layer.Name}: batch shape", layer.Output.Shape.ToString(), expected.GetProperty("config")
                .GetProperty("batch_shape").Shape().ToString());
            return;
        }
        foreach (var key in given.Keys.Where(key => key.EndsWith("initializer", StringComparison.Ordinal)).ToArray())
            given[key] = InitializerOf(given[key]);
        // Configurations always hold it, so that it has no default here; Keras's is 1.
        if (layer is ZeroPadding2D && !given.Contains("padding"))
            given["padding"] = ConfigJson.Parse("[[1, 1], [1, 1]]");
        given["name"] = expected.Text("name");
        var twin = Registry.FromConfig(ClassKind.Layer, layer.ClassName, given);
        comparison.Same(
            $"{layer.Name}: configuration", ConfigJson.Write(Registry.GetConfig(layer)), ConfigJson.Write(Registry.GetConfig(twin)));
    }

    private static void CompareWeights(Layer layer, JsonElement expected, Comparison comparison)
    {
        var weights = expected.Optional("weights") is { } list ? list.EnumerateArray().ToArray() : [];
        comparison.Same($"{layer.Name}: number of weights", $"{layer.Weights.Count}", $"{weights.Length}");
        foreach (var (weight, described) in layer.Weights.Zip(weights))
        {
            // Chains inside are not part of the paths here, and variables without a name are not counted.
            var path = AutomaticNumber().Replace(described[0].GetString()!, "variable");
            var own = string.Join('/', path.Split('/')[^2..]);
            var type = described.GetArrayLength() > 2 ? described[2].GetString() : "float32";
            comparison.Same(
                $"{layer.Name}: weight", $"{layer.Name}/{weight.Name} {weight.Variable.Shape} {weight.Variable.DType.Name()}",
                $"{own} {described[1].Shape()} {type}");
        }
    }

    private static ConfigValue InitializerOf(ConfigValue value)
    {
        if (value.Kind == ConfigValueKind.Text)
            return value;
        var (name, config) = value.AsObject().Single();
        return new ConfigObject { { "class_name", name }, { "config", config } };
    }

    private static string ClassOf(Layer layer) => layer switch
    {
        OperationLayer => $"ops.{layer.ClassName}",
        LayerScale or CustomScaleLayer => $"applications.{layer.ClassName}",
        _ => layer.ClassName,
    };

    [GeneratedRegex(@"variable_\d+$")]
    private static partial Regex AutomaticNumber();
}
