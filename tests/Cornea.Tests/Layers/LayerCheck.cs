namespace Cornea.Tests.Layers;

/// <summary>
/// Finds arguments and inputs for a layer class of the registry, so that a new layer is checked by existing. Required arguments
/// are chosen by their type and key; the inputs are the first of a list of candidates that the layer takes.
/// </summary>
internal static class LayerCheck
{
    // Arguments that their type alone does not say.
    private static readonly Dictionary<string, ConfigValue> ByKey = new(StringComparer.Ordinal)
    {
        ["axes"] = 1L,
        ["dims"] = new ConfigValue[] { 2L, 1L },
        ["target_shape"] = new ConfigValue[] { -1L },
        ["batch_shape"] = new ConfigValue[] { ConfigValue.Null, 4L },
        ["equation"] = "ab,bc->ac",
        ["output_shape"] = 3L,
        ["num_tokens"] = 5L,
        ["rate"] = 0.25,
        ["factor"] = 1.0,
        ["height_factor"] = 0.25,
        ["value_range"] = new ConfigValue[] { 0.0, 1.0 },
        ["vocabulary"] = new ConfigValue[] { "a", "b" },
        ["num_bins"] = 4L,
        ["height"] = 4L,
        ["width"] = 4L,
        ["bin_boundaries"] = new ConfigValue[] { -0.5, 0.5 },
        // An ONNX model with one node, Tanh.
        ["graph"] = "CAcSADoqCgwKAXgSAXkiBFRhbmgSBFRhbmhaCQoBeBIECgIIAWIJCgF5EgQKAggBQgQKABAN",
        ["input_count"] = 1L,
    };

    // Optional arguments without which the layer cannot be called.
    private static readonly Dictionary<string, ConfigObject> ByClass = new(StringComparer.Ordinal)
    {
        ["Discretization"] = new() { { "bin_boundaries", new ConfigValue[] { -0.5, 0.5 } } },
        ["GroupNormalization"] = new() { { "groups", 1L } },
        ["IntegerLookup"] = new() { { "vocabulary", new ConfigValue[] { 1L, 2L } } },
        ["InputLayer"] = new() { { "batch_shape", new ConfigValue[] { ConfigValue.Null, 4L } } },
    };

    private static readonly (Shape[] Shapes, DType DType)[] Candidates =
    [
        ([[2, 4]], DType.Float32),
        ([[2, 5, 4]], DType.Float32),
        ([[2, 6, 6, 3]], DType.Float32),
        ([[2, 4, 4, 4, 2]], DType.Float32),
        ([[2, 5, 6, 6, 2]], DType.Float32),
        ([[2, 3, 6, 2]], DType.Float32),
        ([[2, 3, 4, 4, 4, 2]], DType.Float32),
        ([[2, 5, 4], [2, 5, 4]], DType.Float32),
        ([[2, 4], [2, 4]], DType.Float32),
        ([[2, 4]], DType.Int32),
        ([[2, 600, 1]], DType.Float32),
        ([[2, 5, 4], [2, 5]], DType.Float32),
        ([[2, 4], [2, 2]], DType.Float32),
        ([[2, 4], [2, 2], [2, 2]], DType.Float32),
        ([[2, 4], [2, 3], [2, 3]], DType.Float32),
        ([[2, 6, 6, 3], [2, 5, 5, 2], [2, 5, 5, 2]], DType.Float32),
    ];

    /// <summary>A layer with the smallest configuration that its class takes.</summary>
    public static ConfigObject Configuration(ClassEntry entry)
    {
        var config = new ConfigObject();
        foreach (var (key, value) in ByClass.GetValueOrDefault(entry.ClassName) ?? [])
            config.Add(key, value);
        foreach (var parameter in entry.Parameters.Where(parameter => parameter.Default is null && !parameter.Type.EndsWith('?')))
            config[parameter.Key] = Argument(entry, parameter);
        return config;
    }

    /// <summary>The shapes of the first inputs that the layer takes.</summary>
    public static (Shape[] Shapes, DType DType) InputsOf(ClassEntry entry, ConfigObject config)
    {
        var reasons = new List<string>();
        foreach (var candidate in Candidates)
        {
            try
            {
                var layer = Make(entry, config);
                var inputs = Inputs(candidate.Shapes, candidate.DType, 1);
                foreach (var output in layer.Apply(inputs).Concat(layer.Apply(inputs, training: true)))
                    output.Compute();
                return candidate;
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or ConfigException)
            {
                reasons.Add(exception.Message);
            }
        }
        throw new InvalidOperationException(
            $"{entry.ClassName} takes none of the candidates: {string.Join(" | ", reasons.Distinct().Take(3))}");
    }

    /// <summary>The layer of a configuration.</summary>
    public static Layer Make(ClassEntry entry, ConfigObject config) =>
        (Layer)Registry.FromConfig(ClassKind.Layer, entry.ClassName, config);

    /// <summary>Inputs that are a function of a seed: numbers from 0 to 1, or class numbers from 0 to 3.</summary>
    public static Tensors Inputs(IReadOnlyList<Shape> shapes, DType dtype, int seed, double low = 0.05) => shapes.Select((shape, i) =>
    {
        var random = RandomKey.From(seed + i).Uniform(shape, low, 0.95);
        return (dtype == DType.Float32 ? random : (random * 4).Cast(dtype)).Compute();
    }).ToArray();

    private static ConfigValue Argument(ClassEntry entry, ClassParameter parameter)
    {
        if (parameter.Key is "layer" or "layers" or "cell" or "cells")
            return Inner(entry, parameter.Key);
        if (ByKey.TryGetValue(parameter.Key, out var known))
            return known;
        return parameter.Type switch
        {
            "int" or "long" or "PerAxis" => 2L,
            "double" or "FactorRange" => 0.25,
            "IReadOnlyList<double>" => new ConfigValue[] { 0.5 },
            "IReadOnlyList<string>" => new ConfigValue[] { "a", "b" },
            "IReadOnlyList<(int Before, int After)>" => ConfigValue.List(
                Enumerable.Repeat<ConfigValue>(new ConfigValue[] { 1L, 1L }, entry.ClassName[^2] - '0')),
            var tuple when tuple.StartsWith("(int", StringComparison.Ordinal) => 1L,
            "string" => "a",
            "Activation" => "tanh",
            _ => throw new InvalidOperationException(
                $"{entry.ClassName} needs '{parameter.Key}' of type {parameter.Type}; add it to the table of LayerCheck."),
        };
    }

    private static ConfigValue Inner(ClassEntry entry, string key)
    {
        var inner = key switch
        {
            "cell" or "cells" => Registry.Serialize(new LSTMCell(3)),
            _ when entry.ClassName == "Bidirectional" => Registry.Serialize(new LSTM(3)),
            _ when entry.ClassName == "TimeDistributed" => Registry.Serialize(new Dense(3)),
            _ => Registry.Serialize(new Dense(3)),
        };
        return key.EndsWith('s') ? new[] { inner } : inner;
    }
}
