using System.Collections.Frozen;

namespace Cornea.Saving;

/// <summary>TensorFlow's names of functions, operations and arguments, and Keras's.</summary>
internal static class TensorFlowNames
{
    // A function by its last name where its module says nothing more.
    private static readonly FrozenDictionary<string, string> Functions = new Dictionary<string, string>
    {
        ["multiply"] = "Multiply",
        ["add"] = "Add",
        ["subtract"] = "Subtract",
        ["truediv"] = "TrueDivide",
        ["divide"] = "TrueDivide",
        ["div_no_nan"] = "DivideNoNan",
        ["divide_no_nan"] = "DivideNoNan",
        ["floordiv"] = "FloorDivide",
        ["floormod"] = "Mod",
        ["mod"] = "Mod",
        ["pow"] = "Power",
        ["maximum"] = "Maximum",
        ["minimum"] = "Minimum",
        ["getitem"] = "GetItem",
        ["negative"] = "Negative",
        ["exp"] = "Exp",
        ["expm1"] = "Expm1",
        ["log"] = "Log",
        ["log1p"] = "Log1p",
        ["sqrt"] = "Sqrt",
        ["rsqrt"] = "Rsqrt",
        ["square"] = "Square",
        ["squared_difference"] = "SquaredDifference",
        ["reciprocal"] = "Reciprocal",
        ["abs"] = "Absolute",
        ["sign"] = "Sign",
        ["sin"] = "Sin",
        ["cos"] = "Cos",
        ["tan"] = "Tan",
        ["atan"] = "Arctan",
        ["erf"] = "Erf",
        ["floor"] = "Floor",
        ["ceil"] = "Ceil",
        ["round"] = "Round",
        ["tanh"] = "Tanh",
        ["sigmoid"] = "Sigmoid",
        ["reduce_mean"] = "Mean",
        ["reduce_sum"] = "Sum",
        ["reduce_max"] = "Max",
        ["reduce_min"] = "Min",
        ["reduce_prod"] = "Prod",
        ["reduce_std"] = "Std",
        ["reduce_variance"] = "Var",
        ["reduce_any"] = "Any",
        ["reduce_all"] = "All",
        ["reduce_logsumexp"] = "Logsumexp",
        ["l2_normalize"] = "L2Normalize",
        ["argmax"] = "Argmax",
        ["argmin"] = "Argmin",
        ["cumsum"] = "Cumsum",
        ["cumprod"] = "Cumprod",
        ["equal"] = "Equal",
        ["not_equal"] = "NotEqual",
        ["greater"] = "Greater",
        ["greater_equal"] = "GreaterEqual",
        ["less"] = "Less",
        ["less_equal"] = "LessEqual",
        ["logical_not"] = "LogicalNot",
        ["logical_and"] = "LogicalAnd",
        ["logical_or"] = "LogicalOr",
        ["ne"] = "NotEqual",
        ["eq"] = "Equal",
        ["relu"] = "Relu",
        ["relu6"] = "Relu6",
        ["leaky_relu"] = "LeakyRelu",
        ["softmax"] = "Softmax",
        ["log_softmax"] = "LogSoftmax",
        ["softplus"] = "Softplus",
        ["softsign"] = "Softsign",
        ["selu"] = "Selu",
        ["elu"] = "Elu",
        ["silu"] = "Silu",
        ["swish"] = "Silu",
        ["gelu"] = "Gelu",
        ["matmul"] = "Matmul",
        ["tensordot"] = "Tensordot",
        ["concat"] = "Concatenate",
        ["stack"] = "Stack",
        ["unstack"] = "Unstack",
        ["reshape"] = "Reshape",
        ["cast"] = "Cast",
        ["expand_dims"] = "ExpandDims",
        ["squeeze"] = "Squeeze",
        ["transpose"] = "Transpose",
        ["broadcast_to"] = "BroadcastTo",
        ["clip_by_value"] = "Clip",
        ["identity"] = "Identity",
        ["stop_gradient"] = "StopGradient",
        ["convert_to_tensor"] = "Identity",
        ["tile"] = "Tile",
        ["repeat"] = "Repeat",
        ["reverse"] = "Flip",
        ["split"] = "Split",
        ["pad"] = "Pad",
        ["gather"] = "Take",
        ["where"] = "Where",
        ["shape"] = "Shape",
        ["zeros_like"] = "ZerosLike",
        ["ones_like"] = "OnesLike",
        ["one_hot"] = "OneHot",
        ["resize"] = "Resize",
        ["depth_to_space"] = "DepthToSpace",
        ["space_to_depth"] = "SpaceToDepth",
        ["einsum"] = "Einsum",
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
        ["paddings"] = "pad_width",
        ["depth"] = "num_classes",
        ["method"] = "interpolation",
        ["dim"] = "axis",
        ["equation"] = "subscripts",
        ["alpha"] = "negative_slope",
        ["features"] = "x",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Keras's class of a function such as <c>math.reduce_mean</c> or <c>__operators__.add</c>; null where it is not
    /// known.</summary>
    public static string? ClassOfFunction(string function) => function.Split('.') is [.. var modules, var last]
        && modules.All(module => module is "math" or "nn" or "linalg" or "__operators__" or "compat" or "v1" or "image" or "keras"
            or "backend" or "activations") ? Functions.GetValueOrDefault(last) : null;

    /// <summary>Keras's name of an argument.</summary>
    public static string Key(string className, string key) => (className, key) switch
    {
        ("BroadcastTo", "shape") => "shape",
        ("Take" or "Flip", "axis") => "axis",
        _ => Keys.GetValueOrDefault(key, key),
    };

    /// <summary>Arguments that a function has by itself.</summary>
    public static ConfigObject Fixed(string function) => function switch
    {
        // Keras takes all values where no axis is given, TensorFlow the first axis.
        "gather" or "compat.v1.gather" or "math.argmax" or "math.argmin" or "math.cumsum" => new ConfigObject { { "axis", 0L } },
        "nn.gelu" => new ConfigObject { { "approximate", false } },
        "nn.leaky_relu" => new ConfigObject { { "negative_slope", 0.2 } },
        _ => [],
    };
}
