using System.Collections.Frozen;

namespace Cornea.Layers;

/// <summary>Operations that few models have: statistics without NaN, linear algebra, bits, segments, windows, pictures.</summary>
internal static partial class OperationTable
{
    private static readonly FrozenDictionary<string, Func<OperationArguments, Tensors>> Wider =
        new Dictionary<string, Func<OperationArguments, Tensors>>
        {
            ["Fmax"] = at => Cornea.Ops.FMax(at.X, at.Tensor(1)),
            ["Fmin"] = at => Cornea.Ops.FMin(at.X, at.Tensor(1)),
            ["Fmod"] = at => Cornea.Ops.Fmod(at.X, at.Tensor(1)),
            ["Gcd"] = at => Cornea.Ops.Gcd(at.X, at.Tensor(1)),
            ["Lcm"] = at => Cornea.Ops.Lcm(at.X, at.Tensor(1)),
            ["Ldexp"] = at => Cornea.Ops.Ldexp(at.X, at.Tensor(1)),
            ["Logaddexp2"] = at => Cornea.Ops.LogAddExp2(at.X, at.Tensor(1)),
            ["Nextafter"] = at => Cornea.Ops.NextAfter(at.X, at.Tensor(1)),
            ["Heaviside"] = at => Cornea.Ops.Heaviside(at.X, at.Operand(1)),
            ["AllClose"] = at => Cornea.Ops.AllClose(
                at.X, at.Tensor(1), at.Double("rtol") ?? 1e-5, at.Double("atol") ?? 1e-8, at.Boolean("equal_nan")),
            ["IsIn"] = at => Cornea.Ops.IsIn(at.X, at.Tensor(1), at.Boolean("invert")),
            ["BitwiseAnd"] = at => at.X & at.Tensor(1),
            ["BitwiseOr"] = at => at.X | at.Tensor(1),
            ["BitwiseXor"] = at => at.X ^ at.Tensor(1),
            ["BitwiseNot"] = at => Cornea.Ops.BitwiseNot(at.X),
            ["BitwiseInvert"] = at => Cornea.Ops.BitwiseNot(at.X),
            ["LeftShift"] = at => Cornea.Ops.LeftShift(at.X, at.Tensor(1)),
            ["BitwiseLeftShift"] = at => Cornea.Ops.LeftShift(at.X, at.Tensor(1)),
            ["RightShift"] = at => Cornea.Ops.RightShift(at.X, at.Tensor(1)),
            ["BitwiseRightShift"] = at => Cornea.Ops.RightShift(at.X, at.Tensor(1)),
            ["I0"] = at => Cornea.Ops.I0(at.X),
            ["Real"] = at => at.X,
            ["Conj"] = at => at.X,
            ["Conjugate"] = at => at.X,
            ["Isreal"] = at => Cornea.Ops.IsReal(at.X),
            ["Angle"] = at => Cornea.Ops.Angle(at.X),
            ["Inner"] = at => Cornea.Ops.Inner(at.X, at.Tensor(1)),
            ["Vdot"] = at => Cornea.Ops.VDot(at.X, at.Tensor(1)),
            ["Kron"] = at => Cornea.Ops.Kron(at.X, at.Tensor(1)),
            ["CDist"] = at => Cornea.Ops.CDist(at.X, at.Tensor(1)),
            ["Trace"] = at => at.X.Diagonal(at.Int32("offset"), at.Int32("axis1"), at.Int32("axis2", 1)).Sum(-1),
            ["Diag"] = at => Cornea.Ops.Diag(at.X, at.Int32("k")),
            ["Diagflat"] = at => Cornea.Ops.DiagFlat(at.X, at.Int32("k")),
            ["Vander"] = at => Cornea.Ops.Vander(at.X, at.Given("N")?.AsInt32(), at.Boolean("increasing")),
            ["Trapezoid"] = at => Cornea.Ops.Trapezoid(at.X, at.Optional(int.MaxValue, "x"), at.Double("dx") ?? 1, at.Axis()),
            ["EmptyLike"] = at => Tensor.ZerosLike(at.X, at.DType()),
            ["Full"] = at => BroadcastTo(at.X, OperationArguments.Whole(at.Required("shape"))),
            ["UnravelIndex"] = at => Cornea.Ops.UnravelIndex(at.X, new Shape(OperationArguments.Whole(at.Required("shape")))),
            ["Argpartition"] = at => Cornea.Ops.ArgPartition(at.X, at.Required("kth", 1).AsInt32(), at.AxisOrNull),
            ["Hsplit"] = at => SplitAlong(at, at.X.Rank == 1 ? 0 : 1),
            ["Vsplit"] = at => SplitAlong(at, 0),
            ["Dsplit"] = at => SplitAlong(at, 2),
            ["Ptp"] = at => Cornea.Ops.Ptp(at.X, at.AxesOrAll, at.KeepDims),
            ["Nansum"] = at => Cornea.Ops.NanSum(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanprod"] = at => Cornea.Ops.NanProd(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanmean"] = at => Cornea.Ops.NanMean(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanvar"] = at => Cornea.Ops.NanVar(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanstd"] = at => Cornea.Ops.NanStd(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanmax"] = at => Cornea.Ops.NanMax(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanmin"] = at => Cornea.Ops.NanMin(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanmedian"] = at => Cornea.Ops.NanMedian(at.X, at.AxesOrAll, at.KeepDims),
            ["Nanargmax"] = at => Cornea.Ops.NanArgMax(at.X, at.AxisOrNull, at.KeepDims),
            ["Nanargmin"] = at => Cornea.Ops.NanArgMin(at.X, at.AxisOrNull, at.KeepDims),
            ["Nancumsum"] = at => Cornea.Ops.NanCumSum(at.X, at.AxisOrNull, at.DType()),
            ["Nancumprod"] = at => Cornea.Ops.NanCumProd(at.X, at.AxisOrNull, at.DType()),
            ["Corrcoef"] = at => Cornea.Ops.CorrCoef(at.X),
            ["Digitize"] = at => Cornea.Ops.Digitize(at.X, at.Tensor(1)),
            ["SearchSorted"] = at => Cornea.Ops.SearchSorted(at.X, at.Tensor(1), at.Given("side")?.AsText() == "right"),
            ["InTopK"] = at => Cornea.Ops.InTopK(at.X, at.Tensor(1), at.Required("k", 2).AsInt32()),
            ["ExtractSequences"] = at => Cornea.Ops.ExtractSequences(
                at.X, at.Required("sequence_length", 1).AsInt32(), at.Required("sequence_stride", 2).AsInt32()),
            ["SegmentSum"] = at => Cornea.Ops.SegmentSum(at.X, at.Tensor(1), at.Required("num_segments").AsInt32()),
            ["SegmentMax"] = at => Cornea.Ops.SegmentMax(at.X, at.Tensor(1), at.Required("num_segments").AsInt32()),
            ["SegmentMin"] = at => Cornea.Ops.SegmentMin(at.X, at.Tensor(1), at.Required("num_segments").AsInt32()),
            ["SegmentProd"] = at => Cornea.Ops.SegmentProd(at.X, at.Tensor(1), at.Required("num_segments").AsInt32()),
            ["Scatter"] = at => Cornea.Ops.Scatter(at.X, at.Tensor(1), new Shape(OperationArguments.Whole(at.Required("shape", 2)))),
            ["ScatterUpdate"] = at => Cornea.Ops.ScatterUpdate(at.X, at.Tensor(1), at.Tensor(2), Reduction(at)),
            ["Cholesky"] = at => Cornea.Ops.Cholesky(at.X, at.Boolean("upper")),
            ["CholeskyInverse"] = at => Cornea.Ops.CholeskyInverse(at.X, at.Boolean("upper")),
            ["Solve"] = at => Cornea.Ops.Solve(at.X, at.Tensor(1)),
            ["SolveTriangular"] = at => Cornea.Ops.SolveTriangular(at.X, at.Tensor(1), at.Boolean("lower")),
            ["Pinv"] = at => Cornea.Ops.PInv(at.X, at.Double("rcond")),
            ["Logdet"] = at => Cornea.Ops.LogDet(at.X),
            ["Slogdet"] = at => Cornea.Ops.SlogDet(at.X) is var (sign, logarithm) ? [sign, logarithm] : [],
            ["Eigh"] = at => Cornea.Ops.Eigh(at.X) is var (values, vectors) ? [values, vectors] : [],
            ["View"] = at => Cornea.Ops.View(at.X, at.DType() ?? at.X.DType),
            ["Qr"] = at => Cornea.Ops.Qr(at.X, at.Given("mode")?.AsText() == "complete") is var (q, r) ? [q, r] : [],
            ["BinaryCrossentropy"] = at => Cornea.Ops.BinaryCrossentropy(at.X, at.Tensor(1), at.Boolean("from_logits")),
            ["AdaptiveAveragePool"] = at => Cornea.Ops.AdaptiveAveragePool(at.X, Sizes(at, "output_size"), FormatOf(at)),
            ["AdaptiveMaxPool"] = at => Cornea.Ops.AdaptiveMaxPool(at.X, Sizes(at, "output_size"), FormatOf(at)),
            ["ConvTranspose"] = at => Cornea.Ops.ConvTranspose(
                at.X, at.Tensor(1), Sizes(at, "strides"), PaddingOf(at), Sizes(at, "output_padding"), FormatOf(at),
                Sizes(at, "dilation_rate")),
            ["SeparableConv"] = at => Cornea.Ops.SeparableConv(
                at.X, at.Tensor(1), at.Tensor(2), Sizes(at, "strides"), PaddingOf(at), FormatOf(at), Sizes(at, "dilation_rate")),
            ["PSNR"] = at => ImageOps.Psnr(at.X, at.Tensor(1), at.Required("max_val", 2).AsDouble()),
            ["RGBToGrayscale"] = at => ImageOps.RgbToGrayscale(at.X, FormatOf(at)),
            ["RGBToHSV"] = at => ImageOps.RgbToHsv(at.X, FormatOf(at)),
            ["HSVToRGB"] = at => ImageOps.HsvToRgb(at.X, FormatOf(at)),
            ["PadImages"] = at => Framed(at, "padding", 1) is var frame
                ? ImageOps.PadImages(at.X, frame.Top, frame.Left, frame.Height, frame.Width, dataFormat: FormatOf(at)) : [],
            ["CropImages"] = at => Framed(at, "cropping", -1) is var frame
                ? ImageOps.CropImages(at.X, frame.Top, frame.Left, frame.Height, frame.Width, FormatOf(at)) : [],
            ["Moments"] = Moments,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Tensors SplitAlong(OperationArguments at, int axis) =>
        at.Required("indices_or_sections", 1) is { Kind: ConfigValueKind.List } ends
            ? Cornea.Ops.Split(at.X, OperationArguments.Whole(ends), axis)
            : at.X.Split(at.Required("indices_or_sections", 1).AsInt32(), axis);

    private static ScatterReduction Reduction(OperationArguments at) => at.Given("reduction")?.AsText() switch
    {
        null => ScatterReduction.Replace,
        "add" => ScatterReduction.Add,
        "max" => ScatterReduction.Max,
        "min" => ScatterReduction.Min,
        "mul" => ScatterReduction.Multiply,
        var other => throw new ConfigException($"The reduction '{other}' of ScatterUpdate is not known here.") { NamesClass = true },
    };

    // Of what is before, what is behind and the new length, one may be left out along each axis.
    private static (int Top, int Left, int Height, int Width) Framed(OperationArguments at, string what, int sign)
    {
        var first = FormatOf(at) == DataFormat.ChannelsLast ? at.X.Rank - 3 : at.X.Rank - 2;
        var (top, height) = Along("top_", "bottom_", "target_height", at.X.Shape[first]);
        var (left, width) = Along("left_", "right_", "target_width", at.X.Shape[first + 1]);
        return (top, left, height, width);

        (int Before, int Length) Along(string before, string behind, string target, int length)
        {
            var (start, end, whole) = (at.Given(before + what)?.AsInt32(), at.Given(behind + what)?.AsInt32(), at.Given(target)?.AsInt32());
            var made = whole ?? (length + (sign * ((start ?? 0) + (end ?? 0))));
            return (start ?? ((sign * (made - length)) - (end ?? 0)), made);
        }
    }

    // Files that Cornea wrote before have the axes as 'axis'.
    private static Tensors Moments(OperationArguments at)
    {
        at.Refuse("synchronized", false);
        var axes = at.WholeOrNull("axes") ?? at.Axes() ?? [.. Enumerable.Range(0, at.X.Rank)];
        return [at.X.Mean(axes, at.KeepDims), at.X.Variance(axes, at.KeepDims)];
    }
}
