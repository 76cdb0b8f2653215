using System.Collections.Frozen;

namespace Cornea.Layers;

/// <summary>The modules of Keras whose classes are operations, not layers: classes of one name stand in both.</summary>
internal static class OperationModules
{
    // The module of most operations.
    private const string Usual = "keras.src.ops.numpy";

    private static readonly FrozenDictionary<string, string> ByClass = new Dictionary<string, string>
    {
        ["keras.src.ops.nn"] = "AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm BinaryCrossentropy CategoricalCrossentropy " +
            "Celu Conv ConvTranspose CTCDecode CTCLoss DepthToSpace DepthwiseConv DotProductAttention Elu Fold Gelu " +
            "Glu HardShrink HardSigmoid HardSilu HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool Moments " +
            "MultiHot Normalize OneHot Polar PSNR Relu Relu6 RMSNorm Selu SeparableConv Sigmoid Silu SoftShrink " +
            "Softmax Softplus Softsign SpaceToDepth SparseCategoricalCrossentropy SparsePlus SparseSigmoid Sparsemax " +
            "Squareplus TanhShrink Threshold Unfold",
        ["keras.src.ops.core"] = "Cast ConvertToTensor SaturateCast Scatter ScatterUpdate Slice SliceUpdate StopGradient Unstack",
        ["keras.src.ops.math"] = "CDist Erf Erfc Erfinv ExtractSequences FFT FFT2 IFFT2 InTopK IRFFT ISTFT Logdet Logsumexp RFFT Rsqrt " +
            "SegmentMax SegmentMin SegmentProd SegmentSum STFT TopK",
        ["keras.src.ops.linalg"] = "Cholesky CholeskyInverse Det Eig Eigh Inv Lstsq LuFactor MatrixRank Norm Pinv Qr Solve " +
            "SolveTriangular SVD",
        ["keras.src.ops.image"] = "AffineTransform CropImages ExtractPatches GaussianBlur HSVToRGB MapCoordinates PadImages " +
            "PerspectiveTransform Resize RGBToGrayscale RGBToHSV ScaleAndTranslate SobelEdges SSIM",
        ["keras.src.activations.activations"] = "Mish ReLU",
    }.SelectMany(module => module.Value.Split(' '), (module, name) => (module.Key, Name: name))
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Whether a class of the module is an operation.</summary>
    public static bool Contains(string module) => module.Split('.') is ["keras" or "keras_core" or "tf_keras", .. var rest]
        && (rest.Contains("ops") || rest.Contains("activations"));

    /// <summary>Whether a layer of a functional model's configuration is an operation. A legacy <c>.h5</c> of Keras 3 names no module:
    /// there it is one whose configuration does not say, as a layer's does, whether it is trained.</summary>
    public static bool IsOperation(ConfigObject node) => node.Given("module") is { Kind: ConfigValueKind.Text } module
        ? Contains(module.AsText())
        : node.Given("class_name") is { Kind: ConfigValueKind.Text } name
            && node.Given("config") is { Kind: ConfigValueKind.Object } config && !config.AsObject().Contains("trainable")
            && node.Given("inbound_nodes") is { Kind: ConfigValueKind.List } calls
            && calls.AsList() is [{ Kind: ConfigValueKind.Object } call, ..]
            && call.AsObject().Given("args") is { Kind: ConfigValueKind.List } arguments
            && OperationTable.Knows(name.AsText())
            // A layer takes several tensors as one list.
            && (arguments.AsList() is not [{ Kind: ConfigValueKind.List }, ..] || !Registry.TryGet(ClassKind.Layer, name.AsText(), out _));

    /// <summary>The module under which Keras writes an operation.</summary>
    public static string Of(string className) => ByClass.GetValueOrDefault(className, Usual);
}
