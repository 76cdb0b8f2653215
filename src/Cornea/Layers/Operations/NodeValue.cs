namespace Cornea.Layers;

/// <summary>The objects that stand among the arguments of a call in a functional model's configuration.</summary>
internal static class NodeValue
{
    /// <summary>The class of what stands for a tensor of the model.</summary>
    public const string TensorClass = "__keras_tensor__";

    /// <summary>Whether a value is an object of a class.</summary>
    public static bool Is(ConfigValue value, string className) => value.Kind == ConfigValueKind.Object
        && value.AsObject().Given("class_name") is { Kind: ConfigValueKind.Text } given && given.AsText() == className;

    /// <summary>A part of an index as a configuration holds it.</summary>
    public static ConfigValue Of(Slice slice)
    {
        if (slice.Position is { } position)
        {
            return (long)position;
        }
        if (slice.IsNewAxis)
        {
            return ConfigValue.Null;
        }
        if (slice.IsEllipsis)
        {
            return new ConfigObject { { "class_name", "__ellipsis__" }, { "config", new ConfigObject() } };
        }
        var (start, stop, step) = slice.Bounds;
        return new ConfigObject
        {
            { "class_name", "__slice__" },
            {
                "config", new ConfigObject
                {
                    { "start", start is > 0 or < 0 ? (long)start : ConfigValue.Null },
                    { "stop", stop is { } end ? (long)end : ConfigValue.Null },
                    { "step", step == 1 ? ConfigValue.Null : (long)step },
                }
            },
        };
    }

    /// <summary>An array that stands in the configuration with its values.</summary>
    public static Tensor Constant(ConfigObject value)
    {
        var config = value["config"].AsObject();
        var (numbers, shape) = (new List<double>(), new List<int>());
        Flatten(config["value"], 0);
        var dtype = DTypes.TryParse(config.Given("dtype")?.AsText() ?? "float32", out var named) ? named : DType.Float32;
        return Tensor.From(numbers.ToArray(), new Shape([.. shape])).Cast(dtype);

        void Flatten(ConfigValue item, int depth)
        {
            if (item.Kind != ConfigValueKind.List)
            {
                numbers.Add(item.Kind == ConfigValueKind.Boolean ? (item.AsBoolean() ? 1 : 0) : item.AsDouble());
                return;
            }
            if (shape.Count == depth)
            {
                shape.Add(item.AsList().Count);
            }
            foreach (var inner in item.AsList())
            {
                Flatten(inner, depth + 1);
            }
        }
    }
}
