namespace Cornea.Saving;

/// <summary>Brings the operations of TensorFlow that Keras 2 keeps as layers into the form of Keras 3's operations.</summary>
internal static class TensorFlowOps
{
    /// <summary>The layer as an operation of Keras 3 where it is one of TensorFlow's; the layer itself otherwise.</summary>
    /// <exception cref="ConfigException">The operation is not known here.</exception>
    public static ConfigObject Converted(ConfigObject layer) => layer.Given("class_name")?.AsText() switch
    {
        "TFOpLambda" or "SlicingOpLambda" => OfFunction(layer),
        "TensorFlowOpLayer" => TensorFlowNodes.Converted(layer),
        _ => layer,
    };

    /// <summary>An operation of Keras 3 in the place of a layer.</summary>
    public static ConfigObject Operation(ConfigObject layer, string className, ConfigObject config, ConfigValue calls)
    {
        var name = layer.Given("name") ?? layer["config"].AsObject()["name"];
        return new ConfigObject
        {
            { "module", OperationModules.Of(className) },
            { "class_name", className },
            { "config", config },
            { "name", name },
            { "inbound_nodes", calls },
        };
    }

    private static ConfigObject OfFunction(ConfigObject layer)
    {
        var config = layer["config"].AsObject();
        var function = config.Given("function")?.AsText() ?? "";
        var className = TensorFlowNames.ClassOfFunction(function) ?? throw new ConfigException(
            $"Layer '{(layer.Given("name") ?? config["name"]).AsText()}' is TensorFlow's function 'tf.{function}', which is not known " +
            "here. Build the model again with a layer in its place, and load the weights.")
        { NamesClass = true };
        var made = TensorFlowNames.Fixed(function);
        ConfigValue[] calls = [.. layer["inbound_nodes"].AsList().Select(call => Call(call.AsObject(), className, made))];
        // A conversion to a tensor may give it a type.
        className = className == "Identity" && made.Contains("dtype") ? "Cast" : className;
        return Operation(layer, className, made, ConfigValue.List(calls));
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
                case "indices" when className is "Take" or "OneHot":
                    arguments.Add(value);
                    break;
                case "slice_spec":
                    arguments.Add(Key(value));
                    break;
                case "x" when className == "Where":
                    arguments.Insert(1, value);
                    break;
                case "name" or "validate_indices" or "out_type" or "output_type":
                    break;
                case "shift" when className == "Roll" && !HasTensor(value):
                    config["shift"] = value;
                    break;
                case "a" when className == "Power":
                case "bias" when className == "Add":
                    arguments.Add(value);
                    break;
                case "keepdims" or "keep_dims" when value.IsNull:
                    break;
                default:
                    if (HasTensor(value))
                    {
                        arguments.Add(value);
                    }
                    else if (!value.IsNull)
                    {
                        config[TensorFlowNames.Key(className, key)] = value;
                    }
                    break;
            }
        }
        TensorFlowArguments.Convert(className, config);
        if (className is "Softmax" or "LogSoftmax" && !config.Contains("axis"))
        {
            config["axis"] = -1L;
        }
        return new ConfigObject { { "args", ConfigValue.List(arguments) }, { "kwargs", new ConfigObject() } };
    }

    private static bool HasTensor(ConfigValue value) => NodeValue.Is(value, NodeValue.TensorClass)
        || (value.Kind == ConfigValueKind.List && value.AsList().Any(HasTensor));

    // TensorFlow writes a slice as an object of start, stop and step.
    private static ConfigValue Key(ConfigValue key) => key.Kind switch
    {
        ConfigValueKind.List => ConfigValue.List(key.AsList().Select(Key)),
        ConfigValueKind.Object when key.AsObject().Contains("start") =>
            new ConfigObject { { "class_name", "__slice__" }, { "config", key } },
        ConfigValueKind.Object when key.AsObject().Given("class_name")?.AsText() == NodeValue.TensorClass => key,
        ConfigValueKind.Object => new ConfigObject { { "class_name", "__ellipsis__" }, { "config", new ConfigObject() } },
        _ => key,
    };
}
