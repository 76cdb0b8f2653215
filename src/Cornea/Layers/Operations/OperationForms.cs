namespace Cornea.Layers;

/// <summary>Writes operations that Keras has no class for, as files of TensorFlow name them, by classes that it has.</summary>
internal sealed class OperationForms
{
    private readonly List<ConfigObject> _nodes = [];
    private readonly string _name;

    private OperationForms(string name) => _name = name;

    /// <summary>The nodes of Keras that compute an operation; the last one has its name.</summary>
    /// <param name="className">The operation.</param>
    /// <param name="name">The name of its node.</param>
    /// <param name="config">Its arguments that are no tensors.</param>
    /// <param name="arguments">Its positional arguments.</param>
    /// <param name="input">The shape and the type of its first tensor.</param>
    /// <returns>The nodes in the order in which they are computed; null where Keras has the class.</returns>
    /// <exception cref="ConfigException">No operations of Keras compute it.</exception>
    public static IReadOnlyList<ConfigObject>? Of(
        string className, string name, ConfigObject config, IReadOnlyList<ConfigValue> arguments, SymbolicTensor input)
    {
        var forms = new OperationForms(name);
        ConfigValue[] tensors = [.. arguments.SelectMany(argument =>
            argument.Kind == ConfigValueKind.List ? argument.AsList() : [argument])];
        var x = arguments[0];
        switch (className)
        {
            case "Identity":
                forms.Last("Cast", [x], ("dtype", input.DType.Name()));
                break;
            case "SquaredDifference":
                forms.Last("Square", [forms.Add("Subtract", arguments)]);
                break;
            case "AddN" when tensors.Length == 1:
                forms.Last("Cast", tensors, ("dtype", input.DType.Name()));
                break;
            case "AddN":
                forms.Last("Add", [tensors[..^1].Aggregate((sum, term) => forms.Add("Add", [sum, term])), tensors[^1]]);
                break;
            case "BandPart":
                forms.BandPart(x, config);
                break;
            case "BatchFlatten" when input.Shape[1..].IsKnown:
                forms.Last("Reshape", [x], ("newshape", new ConfigValue[] { -1L, (long)input.Shape[1..].Size }));
                break;
            case "ClipByNorm":
                forms.ClipByNorm(x, config, input.Shape.Count);
                break;
            case "Crelu":
                forms.Last("Concatenate", [ConfigValue.List([forms.Add("Relu", [x]), forms.Add("Relu", [forms.Add("Negative", [x])])])],
                    ("axis", config.Given("axis") ?? -1L));
                break;
            case "GrayscaleToRgb":
                forms.Last("Concatenate", [ConfigValue.List([x, x, x])], ("axis", -1L));
                break;
            case "RgbToGrayscale":
                forms.Last("RGBToGrayscale", [x], ("data_format", "channels_last"));
                break;
            case "L2Normalize":
                forms.Last("Normalize", [x], ("axis", config.Given("axis") ?? ConfigValue.Null), ("order", 2L),
                    ("epsilon", Math.Sqrt(config.Given("epsilon")?.AsDouble() ?? 1e-12)));
                break;
            case "PerImageStandardization" when input.Shape[^3..].IsKnown:
                forms.PerImageStandardization(x, input.Shape[^3..].Size);
                break;
            case "BatchFlatten" or "PerImageStandardization" or "Shape" or "LocalResponseNormalization" or "OlderResize":
                throw new ConfigException(
                    $"Node '{name}' is the function {className} of TensorFlow, which no operation of Keras 3 computes, so it cannot be " +
                    "saved. Save the weights alone (SaveWeights), or build the model again with a layer in its place.")
                { NamesClass = true };
            default:
                return null;
        }
        return forms._nodes;
    }

    // Nothing is taken away on a side whose number is negative.
    private void BandPart(ConfigValue x, ConfigObject config)
    {
        var (below, above) = (config.Given("num_lower")?.AsInt64() ?? 0, config.Given("num_upper")?.AsInt64() ?? 0);
        if (above < 0)
            Last("Triu", [x], ("k", below < 0 ? -1_000_000L : -below));
        else
            Last("Tril", [below < 0 ? x : Add("Triu", [x], ("k", -below))], ("k", above));
    }

    private void ClipByNorm(ConfigValue x, ConfigObject config, int rank)
    {
        var axes = config.Given("axes") ?? ConfigValue.List(Enumerable.Range(0, rank).Select(axis => (ConfigValue)(long)axis));
        var limit = config.Given("clip_norm") ?? ConfigValue.Null;
        var sum = Add("Sum", [Add("Square", [x])], ("axis", axes), ("keepdims", true));
        var norm = Add("Maximum", [Add("Sqrt", [sum]), limit]);
        Last("TrueDivide", [Add("Multiply", [x, limit]), norm]);
    }

    private void PerImageStandardization(ConfigValue x, long count)
    {
        ConfigValue axes = new ConfigValue[] { -3L, -2L, -1L };
        var picture = Add("Cast", [x], ("dtype", "float32"));
        var difference = Add("Subtract", [picture, Add("Mean", [picture], ("axis", axes), ("keepdims", true))]);
        var deviation = Add("Std", [picture], ("axis", axes), ("keepdims", true));
        Last("TrueDivide", [difference, Add("Maximum", [deviation, 1 / Math.Sqrt(count)])]);
    }

    private ConfigValue Add(string className, IReadOnlyList<ConfigValue> arguments, params (string Key, ConfigValue Value)[] config)
    {
        var name = $"{_name}_{AutomaticNames.ToSnakeCase(className)}_{_nodes.Count}";
        _nodes.Add(OperationLayer.Node(OperationModules.Of(className), className, name, Config(name, config), arguments, []));
        return new ConfigObject
        {
            { "class_name", NodeValue.TensorClass },
            {
                "config", new ConfigObject
                {
                    { "shape", ShapeOf(arguments) }, { "dtype", "float32" }, { "keras_history", new ConfigValue[] { name, 0L, 0L } },
                }
            },
        };
    }

    private void Last(string className, IReadOnlyList<ConfigValue> arguments, params (string Key, ConfigValue Value)[] config) =>
        _nodes.Add(OperationLayer.Node(OperationModules.Of(className), className, _name, Config(_name, config), arguments, []));

    private static ConfigObject Config(string name, (string Key, ConfigValue Value)[] config)
    {
        var result = new ConfigObject { { "name", name } };
        foreach (var (key, value) in config)
            result.Add(key, value);
        return result;
    }

    // Readers take the shape from what the node computes; that of a broadcast is not worked out here.
    private static ConfigValue ShapeOf(IReadOnlyList<ConfigValue> arguments) =>
        arguments.Where(argument => NodeValue.Is(argument, NodeValue.TensorClass))
            .Select(argument => argument.AsObject()["config"].AsObject().Given("shape")).First() ?? ConfigValue.Null;
}
