using System.Collections.Frozen;

namespace Cornea.Layers;

internal static partial class OperationTable
{
    private static readonly FrozenDictionary<string, Func<OperationArguments, Tensors>> Neural =
        new Dictionary<string, Func<OperationArguments, Tensors>>
        {
            ["Softmax"] = at => at.WholeOrNull("axis") is { Length: > 1 } several
                ? Cornea.Ops.Softmax(at.X, several) : at.X.Softmax(at.Axis()),
            ["LogSoftmax"] = at => at.WholeOrNull("axis") is { Length: > 1 } several
                ? Cornea.Ops.LogSoftmax(at.X, several) : at.X.LogSoftmax(at.Axis()),
            ["ReLU"] = at => new ReluActivation(at.Double("negative_slope") ?? 0, at.Double("max_value"), at.Double("threshold") ?? 0)
                .Apply(at.X),
            ["OneHot"] = at => Cornea.Ops.OneHot(at.X, at.Required("num_classes", 1).AsInt32(), at.Int32("axis", -1), at.DType()
                ?? DType.Float32),
            ["MultiHot"] = at => Cornea.Ops.MultiHot(at.X, at.Required("num_classes", 1).AsInt32(), at.Int32("axis", -1), at.DType()
                ?? DType.Float32),
            ["BatchNorm"] = at => Cornea.Ops.BatchNormalization(
                at.X, at.Tensor(1), at.Tensor(2), at.Int32("axis", -1), at.Optional(3, "offset"), at.Optional(4, "scale"),
                at.Double("epsilon") ?? 1e-3),
            ["LayerNorm"] = at => Cornea.Ops.LayerNormalization(
                at.X, at.Optional(1, "gamma"), at.Optional(2, "beta"), Along(at), at.Double("epsilon")),
            ["RMSNorm"] = at => Cornea.Ops.RmsNormalization(at.X, at.Optional(1, "scale"), Along(at), at.Double("epsilon")),
            ["Normalize"] = at => Cornea.Ops.Normalize(at.X, Along(at), at.Double("order") ?? 2, at.Double("epsilon")),
            ["L2Normalize"] = at => at.X
                * Tensor.Maximum(at.X.Square().Sum(Reduced(at), keepDims: true), at.Double("epsilon") ?? 1e-12).Rsqrt(),
            ["MaxPool"] = at => Cornea.Ops.MaxPool(at.X, Sizes(at, "pool_size"), Sizes(at, "strides"), PaddingOf(at), FormatOf(at)),
            ["AveragePool"] = at => Cornea.Ops.AveragePool(at.X, Sizes(at, "pool_size"), Sizes(at, "strides"), PaddingOf(at), FormatOf(at)),
            ["Conv"] = at => Cornea.Ops.Conv(
                at.X, at.Tensor(1), Sizes(at, "strides"), PaddingOf(at), FormatOf(at), Sizes(at, "dilation_rate")),
            ["DepthwiseConv"] = at => Cornea.Ops.DepthwiseConv(
                at.X, at.Tensor(1), Sizes(at, "strides"), PaddingOf(at), FormatOf(at), Sizes(at, "dilation_rate")),
            ["DotProductAttention"] = at => Cornea.Ops.DotProductAttention(
                at.X, at.Tensor(1), at.Tensor(2), at.Optional(3, "bias"), at.Optional(4, "mask"), at.Double("scale"),
                at.Boolean("is_causal")),
            ["DepthToSpace"] = at => Cornea.Ops.DepthToSpace(at.X, at.Required("block_size", 1).AsInt32(), FormatOf(at)),
            ["SpaceToDepth"] = at => Cornea.Ops.SpaceToDepth(at.X, at.Required("block_size", 1).AsInt32(), FormatOf(at)),
            ["Resize"] = Resize,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Axes? Along(OperationArguments at) => at.WholeOrNull("axis") is { } axes ? (Axes?)(Axes)axes : null;

    private static PerAxis Sizes(OperationArguments at, string name) => at.WholeOrNull(name) is { } sizes ? (PerAxis)sizes : default;

    private static Padding PaddingOf(OperationArguments at) => at.Given("padding")?.AsText().ToUpperInvariant() switch
    {
        null or "VALID" => Padding.Valid,
        "SAME" => Padding.Same,
        var other => throw new ConfigException($"The padding '{other}' is not known here."),
    };

    private static DataFormat FormatOf(OperationArguments at) =>
        at.Given("data_format")?.AsText() == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;

    private static Tensors Resize(OperationArguments at)
    {
        at.Refuse("crop_to_aspect_ratio", false);
        at.Refuse("pad_to_aspect_ratio", false);
        var size = OperationArguments.Whole(at.Required("size", 1));
        var method = at.Given("interpolation")?.AsText() ?? "bilinear";
        return Enum.TryParse<Interpolation>(method, ignoreCase: true, out var known)
            ? ImageOps.Resize(at.X, size[0], size[1], known, at.Boolean("antialias"), dataFormat: FormatOf(at))
            : throw new ConfigException($"The interpolation '{method}' is not known here.");
    }
}
