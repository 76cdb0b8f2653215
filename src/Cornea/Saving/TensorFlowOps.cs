using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>Brings the operations of TensorFlow that Keras 2 keeps as layers into the form of Keras 3's operations.</summary>
internal static class TensorFlowOps
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["math.multiply"] = "Multiply",
        ["math.add"] = "Add",
        ["math.subtract"] = "Subtract",
        ["math.truediv"] = "TrueDivide",
        ["math.divide"] = "TrueDivide",
        ["math.pow"] = "Power",
        ["math.maximum"] = "Maximum",
        ["math.minimum"] = "Minimum",
        ["__operators__.add"] = "Add",
        ["__operators__.getitem"] = "GetItem",
        ["math.negative"] = "Negative",
        ["math.exp"] = "Exp",
        ["math.log"] = "Log",
        ["math.sqrt"] = "Sqrt",
        ["math.square"] = "Square",
        ["math.abs"] = "Absolute",
        ["math.tanh"] = "Tanh",
        ["math.sigmoid"] = "Sigmoid",
        ["math.reduce_mean"] = "Mean",
        ["math.reduce_sum"] = "Sum",
        ["math.reduce_max"] = "Max",
        ["math.reduce_min"] = "Min",
        ["math.l2_normalize"] = "L2Normalize",
        ["nn.relu"] = "Relu",
        ["nn.relu6"] = "Relu6",
        ["nn.softmax"] = "Softmax",
        ["nn.sigmoid"] = "Sigmoid",
        ["nn.tanh"] = "Tanh",
        ["nn.silu"] = "Silu",
        ["nn.gelu"] = "Gelu",
        ["nn.elu"] = "Elu",
        ["nn.swish"] = "Silu",
        ["linalg.matmul"] = "Matmul",
        ["concat"] = "Concatenate",
        ["stack"] = "Stack",
        ["reshape"] = "Reshape",
        ["cast"] = "Cast",
        ["expand_dims"] = "ExpandDims",
        ["compat.v1.squeeze"] = "Squeeze",
        ["squeeze"] = "Squeeze",
        ["compat.v1.transpose"] = "Transpose",
        ["transpose"] = "Transpose",
        ["clip_by_value"] = "Clip",
        ["identity"] = "Identity",
        ["math.rsqrt"] = "Rsqrt",
        ["tile"] = "Tile",
        ["split"] = "Split",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>
    {
        ["input_tensor.axis"] = "axis",
        ["perm"] = "axes",
        ["shape"] = "newshape",
        ["clip_value_min"] = "x_min",
        ["clip_value_max"] = "x_max",
        ["keep_dims"] = "keepdims",
        ["multiples"] = "repeats",
        ["num_or_size_splits"] = "indices_or_sections",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The layer as an operation of Keras 3 where it is one of TensorFlow's; the layer itself otherwise.</summary>
    /// <exception cref="ConfigException">The operation is not known here.</exception>
    public static ConfigObject Converted(ConfigObject layer)
    {
        if (layer.Given("class_name")?.AsText() is not ("TFOpLambda" or "SlicingOpLambda"))
        {
            return layer;
        }
        var config = layer["config"].AsObject();
        var name = layer.Given("name") ?? config["name"];
        var function = config.Given("function")?.AsText() ?? "";
        if (!Names.TryGetValue(function, out var className))
        {
            throw new ConfigException(
                $"Layer '{name.AsText()}' is TensorFlow's function 'tf.{function}', which is not known here. " +
                "Build the model again with a layer in its place, and load the weights.")
            { NamesClass = true };
        }
        var made = new ConfigObject { { "name", name } };
        return new ConfigObject
        {
            { "module", "keras.src.ops.numpy" },
            { "class_name", className },
            { "config", made },
            { "name", name },
            { "inbound_nodes", ConfigValue.List(layer["inbound_nodes"].AsList().Select(call => Call(call.AsObject(), className, made))) },
        };
    }

    // Tensors and what is computed with them are positional, all else is configuration.
    private static ConfigValue Call(ConfigObject call, string className, ConfigObject config)
    {
        var arguments = call["args"].AsList().ToList();
        foreach (var (key, value) in call["kwargs"].AsObject())
        {
            switch (key)
            {
                case "y" or "b":
                    arguments.Add(value);
                    break;
                case "slice_spec":
                    arguments.Add(Key(value));
                    break;
                case "name":
                    break;
                default:
                    if (!value.IsNull)
                    {
                        config[Keys.GetValueOrDefault(key, key)] = value;
                    }
                    break;
            }
        }
        if (className == "Softmax" && !config.Contains("axis"))
        {
            config["axis"] = -1L;
        }
        return new ConfigObject { { "args", ConfigValue.List(arguments) }, { "kwargs", new ConfigObject() } };
    }

    // TensorFlow writes a slice as an object of start, stop and step.
    private static ConfigValue Key(ConfigValue key) => key.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(key.AsList().Select(Key)),
        ConfigValueKind.Object when key.AsObject().Contains("start") =>
            new ConfigObject { { "class_name", "__slice__" }, { "config", key } },
        ConfigValueKind.Object => new ConfigObject { { "class_name", "__ellipsis__" }, { "config", new ConfigObject() } },
        _ => key,
    };
}
