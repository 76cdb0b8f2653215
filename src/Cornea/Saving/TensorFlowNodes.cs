using System.Collections.Frozen;
using System.Globalization;

namespace Cornea.Saving;

/// <summary>Brings the <c>TensorFlowOpLayer</c> of TensorFlow 1.15 to 2.3, which holds a node of TensorFlow's graph, into the form of
/// Keras 3's operations. Nothing is run: the node's name of an operation is looked up.</summary>
internal static class TensorFlowNodes
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>
    {
        ["Mul"] = "Multiply",
        ["Add"] = "Add",
        ["AddV2"] = "Add",
        ["BiasAdd"] = "Add",
        ["Sub"] = "Subtract",
        ["RealDiv"] = "TrueDivide",
        ["Div"] = "TrueDivide",
        ["DivNoNan"] = "DivideNoNan",
        ["FloorDiv"] = "FloorDivide",
        ["FloorMod"] = "Mod",
        ["Pow"] = "Power",
        ["Maximum"] = "Maximum",
        ["Minimum"] = "Minimum",
        ["SquaredDifference"] = "SquaredDifference",
        ["Neg"] = "Negative",
        ["Exp"] = "Exp",
        ["Log"] = "Log",
        ["Log1p"] = "Log1p",
        ["Sqrt"] = "Sqrt",
        ["Rsqrt"] = "Rsqrt",
        ["Square"] = "Square",
        ["Reciprocal"] = "Reciprocal",
        ["Abs"] = "Absolute",
        ["Sign"] = "Sign",
        ["Sin"] = "Sin",
        ["Cos"] = "Cos",
        ["Erf"] = "Erf",
        ["Floor"] = "Floor",
        ["Ceil"] = "Ceil",
        ["Round"] = "Round",
        ["Tanh"] = "Tanh",
        ["Sigmoid"] = "Sigmoid",
        ["Relu"] = "Relu",
        ["Relu6"] = "Relu6",
        ["Elu"] = "Elu",
        ["Selu"] = "Selu",
        ["Softplus"] = "Softplus",
        ["Softsign"] = "Softsign",
        ["LeakyRelu"] = "LeakyRelu",
        ["Softmax"] = "Softmax",
        ["LogSoftmax"] = "LogSoftmax",
        ["Mean"] = "Mean",
        ["Sum"] = "Sum",
        ["Max"] = "Max",
        ["Min"] = "Min",
        ["Prod"] = "Prod",
        ["Any"] = "Any",
        ["All"] = "All",
        ["ArgMax"] = "Argmax",
        ["ArgMin"] = "Argmin",
        ["Equal"] = "Equal",
        ["NotEqual"] = "NotEqual",
        ["Greater"] = "Greater",
        ["GreaterEqual"] = "GreaterEqual",
        ["Less"] = "Less",
        ["LessEqual"] = "LessEqual",
        ["LogicalNot"] = "LogicalNot",
        ["LogicalAnd"] = "LogicalAnd",
        ["LogicalOr"] = "LogicalOr",
        ["MatMul"] = "Matmul",
        ["BatchMatMul"] = "Matmul",
        ["BatchMatMulV2"] = "Matmul",
        ["ConcatV2"] = "Concatenate",
        ["Pack"] = "Stack",
        ["Unpack"] = "Unstack",
        ["Reshape"] = "Reshape",
        ["Cast"] = "Cast",
        ["ExpandDims"] = "ExpandDims",
        ["Squeeze"] = "Squeeze",
        ["Transpose"] = "Transpose",
        ["BroadcastTo"] = "BroadcastTo",
        ["ClipByValue"] = "Clip",
        ["Identity"] = "Identity",
        ["StopGradient"] = "StopGradient",
        ["Tile"] = "Tile",
        ["Pad"] = "Pad",
        ["PadV2"] = "Pad",
        ["GatherV2"] = "Take",
        ["Select"] = "Where",
        ["SelectV2"] = "Where",
        ["Shape"] = "Shape",
        ["ZerosLike"] = "ZerosLike",
        ["OnesLike"] = "OnesLike",
        ["ReverseV2"] = "Flip",
        ["StridedSlice"] = "GetItem",
        ["AddN"] = "AddN",
        ["AvgPool"] = "AveragePool",
        ["AvgPool3D"] = "AveragePool",
        ["Cumprod"] = "Cumprod",
        ["Cumsum"] = "Cumsum",
        ["LRN"] = "LocalResponseNormalization",
        ["MatrixBandPart"] = "BandPart",
        ["MaxPool"] = "MaxPool",
        ["MaxPool3D"] = "MaxPool",
        ["MirrorPad"] = "Pad",
        ["OneHot"] = "OneHot",
        ["ResizeBilinear"] = "OlderResize",
        ["ResizeNearestNeighbor"] = "OlderResize",
        ["Slice"] = "GetItem",
        ["Split"] = "Split",
        ["SplitV"] = "Split",
        ["TopKV2"] = "TopK",
        ["Cosh"] = "Cosh",
        ["Sinh"] = "Sinh",
        ["Tan"] = "Tan",
        ["Atan"] = "Arctan",
        ["Expm1"] = "Expm1",
        ["IsNan"] = "Isnan",
        ["LogicalXor"] = "LogicalXor",
        ["DepthToSpace"] = "DepthToSpace",
        ["SpaceToDepth"] = "SpaceToDepth",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["DT_FLOAT"] = "float32",
        ["DT_DOUBLE"] = "float64",
        ["DT_INT32"] = "int32",
        ["DT_INT64"] = "int64",
        ["DT_UINT8"] = "uint8",
        ["DT_BOOL"] = "bool",
        ["DT_HALF"] = "float16",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The layer as an operation.</summary>
    /// <exception cref="ConfigException">The operation is not known here.</exception>
    public static ConfigObject Converted(ConfigObject layer)
    {
        var config = layer["config"].AsObject();
        var node = TensorFlowNode.Read(config["node_def"]);
        var name = (layer.Given("name") ?? config["name"]).AsText();
        var className = Classes.GetValueOrDefault(node.Operation) ?? throw new ConfigException(
            $"Layer '{name}' is TensorFlow's operation '{node.Operation}', which is not known here. " +
            "Build the model again with a layer in its place, and load the weights.")
        { NamesClass = true };
        // Resizing by the centers of pixels is that of Keras.
        className = className == "OlderResize" && node.Truth("half_pixel_centers") ? "Resize" : className;
        var made = new ConfigObject();
        var calls = layer["inbound_nodes"].AsList().Select(call => Arguments(call.AsObject(), config.Given("constants"))).ToArray();
        var positional = calls.Select(arguments => Arranged(node, className, arguments, made)).ToArray();
        return TensorFlowOps.Operation(layer, className, made, ConfigValue.List(positional.Select(arguments =>
            (ConfigValue)new ConfigObject { { "args", ConfigValue.List(arguments) }, { "kwargs", new ConfigObject() } })));
    }

    // The tensors of the call in order, with the constants at their places.
    private static List<ConfigValue> Arguments(ConfigObject call, ConfigValue? constants)
    {
        var args = call["args"].AsList();
        List<ConfigValue> arguments = [.. args is [{ Kind: ConfigValueKind.List } list] ? list.AsList() : args];
        if (constants is { Kind: ConfigValueKind.Object } given)
        {
            foreach (var (key, value) in given.AsObject().OrderBy(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture)))
            {
                var place = int.Parse(key, CultureInfo.InvariantCulture);
                arguments.Insert(Math.Min(place, arguments.Count), value);
            }
        }
        return arguments;
    }

    private static IReadOnlyList<ConfigValue> Arranged(
        TensorFlowNode node, string className, List<ConfigValue> arguments, ConfigObject config)
    {
        switch (node.Operation)
        {
            case "StridedSlice":
                return [arguments[0], Key(node, arguments)];
            case "ConcatV2":
                config["axis"] = arguments[^1];
                return [ConfigValue.List(arguments[..^1])];
            case "Pack":
                config["axis"] = node.Whole("axis");
                return [ConfigValue.List(arguments)];
            case "Unpack":
                config["axis"] = node.Whole("axis");
                return arguments;
            case "GatherV2":
                config["axis"] = arguments.Count > 2 ? arguments[2] : 0L;
                return arguments[..2];
            case "Cast":
                config["dtype"] = Types.GetValueOrDefault(node.Type("DstT")) ?? throw new ConfigException(
                    $"TensorFlow's element type '{node.Type("DstT")}' is not known here.");
                return arguments;
            case "MatMul":
                (config["transpose_a"], config["transpose_b"]) = (node.Truth("transpose_a"), node.Truth("transpose_b"));
                return arguments;
            case "BatchMatMul" or "BatchMatMulV2":
                (config["transpose_a"], config["transpose_b"]) = (node.Truth("adj_x"), node.Truth("adj_y"));
                return arguments;
            case "Squeeze":
                if (node.Wholes("squeeze_dims") is { Count: > 0 } dimensions)
                {
                    config["axis"] = ConfigValue.List(dimensions.Select(axis => (ConfigValue)axis));
                }
                return arguments;
            case "LeakyRelu":
                config["negative_slope"] = node.Number("alpha") ?? 0.2;
                return arguments;
            case "Softmax" or "LogSoftmax":
                config["axis"] = -1L;
                return arguments;
            case "PadV2":
                config["constant_values"] = arguments[2];
                return arguments[..2];
            case "DepthToSpace" or "SpaceToDepth":
                config["block_size"] = node.Whole("block_size");
                return arguments;
            default:
                return TensorFlowNodeArguments.Arranged(node, className, arguments, config);
        }
    }

    private static ConfigValue Key(TensorFlowNode node, List<ConfigValue> arguments)
    {
        if (arguments.Skip(1).Any(argument => argument.Kind != ConfigValueKind.List))
        {
            throw new ConfigException($"TensorFlow's slice '{node.Name}' has ends that are computed, which is not known here.");
        }
        var (begin, end, strides) = (arguments[1].AsList(), arguments[2].AsList(), arguments[3].AsList());
        var key = new List<ConfigValue>();
        for (var i = 0; i < begin.Count; i++)
        {
            key.Add(node.HasBit("ellipsis_mask", i)
                ? new ConfigObject { { "class_name", "__ellipsis__" }, { "config", new ConfigObject() } }
                : node.HasBit("new_axis_mask", i) ? ConfigValue.Null
                : node.HasBit("shrink_axis_mask", i) ? begin[i]
                : new ConfigObject
                {
                    { "class_name", "__slice__" },
                    {
                        "config", new ConfigObject
                        {
                            { "start", node.HasBit("begin_mask", i) ? ConfigValue.Null : begin[i] },
                            { "stop", node.HasBit("end_mask", i) ? ConfigValue.Null : end[i] },
                            { "step", strides[i] },
                        }
                    },
                });
        }
        return ConfigValue.List(key);
    }
}
