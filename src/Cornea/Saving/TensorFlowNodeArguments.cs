namespace Cornea.Saving;

/// <summary>Arguments of TensorFlow's nodes that stand elsewhere, or mean something else, than in Keras 3's operations.</summary>
internal static class TensorFlowNodeArguments
{
    /// <summary>The positional arguments of the operation; the others go into its configuration.</summary>
    /// <exception cref="ConfigException">A value has no such form.</exception>
    public static IReadOnlyList<ConfigValue> Arranged(
        TensorFlowNode node, string className, List<ConfigValue> arguments, ConfigObject config)
    {
        switch (node.Operation)
        {
            case "AddN":
                return [ConfigValue.List(arguments)];
            case "AvgPool" or "AvgPool3D" or "MaxPool" or "MaxPool3D":
                config["pool_size"] = Lengths(node.Wholes("ksize"));
                config["strides"] = Lengths(node.Wholes("strides"));
                config["padding"] = node.Text("padding");
                config["data_format"] = node.Text("data_format") is { Length: > 0 } format ? format : "NHWC";
                TensorFlowArguments.Convert(className, config);
                return arguments;
            case "Cumsum" or "Cumprod":
                (config["axis"], config["reverse"], config["exclusive"]) =
                    (arguments[1], node.Truth("reverse"), node.Truth("exclusive"));
                return arguments[..1];
            case "LRN":
                config["depth_radius"] = node.Whole("depth_radius", 5);
                foreach (var key in (string[])["bias", "alpha", "beta"])
                {
                    config[key] = node.Number(key) is { } number ? number : ConfigValue.Null;
                }
                return arguments;
            case "MatrixBandPart":
                (config["num_lower"], config["num_upper"]) = (arguments[1], arguments[2]);
                return arguments[..1];
            case "MirrorPad":
                config["mode"] = node.Text("mode").ToLowerInvariant();
                return arguments;
            case "OneHot":
                if (!IsNumber(arguments[2], 1) || !IsNumber(arguments[3], 0))
                {
                    throw new ConfigException(
                        $"TensorFlow's node '{node.Name}' encodes by {arguments[2]} and {arguments[3]}, and only 1 and 0 are known here.")
                    { NamesClass = true };
                }
                (config["num_classes"], config["axis"]) = (arguments[1], node.Whole("axis", -1));
                return arguments[..1];
            case "ResizeBilinear" or "ResizeNearestNeighbor":
                config["interpolation"] = node.Operation == "ResizeBilinear" ? "bilinear" : "nearest";
                (config["size"], config["align_corners"]) = (arguments[1], node.Truth("align_corners"));
                return arguments[..1];
            case "Slice":
                (config["begin"], config["size"]) = (arguments[1], arguments[2]);
                TensorFlowArguments.Convert(className, config);
                return arguments[..1];
            case "Split":
                (config["indices_or_sections"], config["axis"]) = (node.Whole("num_split"), arguments[0]);
                return [arguments[1]];
            case "SplitV":
                (config["indices_or_sections"], config["axis"]) = (arguments[1], arguments[2]);
                TensorFlowArguments.Convert(className, config);
                return arguments[..1];
            case "TopKV2":
                config["k"] = arguments[1];
                return arguments[..1];
            default:
                if (className is "Mean" or "Sum" or "Max" or "Min" or "Prod" or "Any" or "All")
                {
                    config["keepdims"] = node.Truth("keep_dims");
                }
                return arguments;
        }
    }

    private static ConfigValue Lengths(IReadOnlyList<long> values) => ConfigValue.List(values.Select(value => (ConfigValue)value));

    private static bool IsNumber(ConfigValue value, double expected) => value.IsNumber && value.AsDouble() == expected;
}
