using System.Collections.Frozen;

namespace Cornea.Layers;

/// <summary>The modules of Keras whose classes are operations, not layers: classes of one name stand in both.</summary>
internal static class OperationModules
{
    /// <summary>The module of most operations.</summary>
    public const string Usual = "keras.src.ops.numpy";

    private static readonly FrozenSet<string> Neural = FrozenSet.Create(
        StringComparer.Ordinal, "Relu", "Relu6", "Sigmoid", "Softmax", "LogSoftmax", "Silu", "Softplus", "Softsign", "Elu", "Celu", "Selu",
        "Gelu", "Glu", "LeakyRelu", "HardSigmoid", "HardSilu", "HardTanh", "LogSigmoid", "OneHot", "MultiHot", "BatchNorm", "LayerNorm",
        "RMSNorm", "Normalize", "Conv", "ConvTranspose", "DepthwiseConv", "SeparableConv", "MaxPool", "AveragePool", "DotProductAttention");

    private static readonly FrozenSet<string> Core = FrozenSet.Create(
        StringComparer.Ordinal, "Cast", "Shape", "StopGradient", "Slice", "SliceUpdate", "Scatter", "ScatterUpdate", "Unstack");

    private static readonly FrozenSet<string> Math = FrozenSet.Create(
        StringComparer.Ordinal, "Erf", "Erfinv", "Logsumexp", "Rsqrt", "SegmentSum", "SegmentMax", "TopK", "InTopK");

    private static readonly FrozenSet<string> Linear = FrozenSet.Create(
        StringComparer.Ordinal, "Norm", "Inv", "Det", "Solve", "Cholesky", "SVD", "Eigh", "Qr");

    /// <summary>Whether a class of the module is an operation.</summary>
    public static bool Contains(string module) => module.Split('.') is ["keras" or "keras_core" or "tf_keras", .. var rest]
        && (rest.Contains("ops") || rest.Contains("activations"));

    /// <summary>Whether a layer of a functional model's configuration is an operation.</summary>
    public static bool IsOperation(ConfigObject node) =>
        node.Given("module") is { Kind: ConfigValueKind.Text } module && Contains(module.AsText());

    /// <summary>The module under which Keras writes an operation.</summary>
    public static string Of(string className) => Neural.Contains(className) ? "keras.src.ops.nn"
        : Core.Contains(className) ? "keras.src.ops.core"
        : Math.Contains(className) ? "keras.src.ops.math"
        : Linear.Contains(className) ? "keras.src.ops.linalg" : Usual;
}
