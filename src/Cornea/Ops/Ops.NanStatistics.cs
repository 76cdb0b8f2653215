namespace Cornea;

public static partial class Ops
{
    /// <summary>The sum of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanSum(Tensor x, Axes? axis = null, bool keepDims = false) => Without(x, 0).Sum(Axes.Of(axis, x), keepDims);

    /// <summary>The product of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanProd(Tensor x, Axes? axis = null, bool keepDims = false) => Without(x, 1).Product(Axes.Of(axis, x), keepDims);

    /// <summary>The mean of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanMean(Tensor x, Axes? axis = null, bool keepDims = false) =>
        NanSum(Floats(x), axis, keepDims) / Counted(x, axis, keepDims).Cast(Floats(x).DType);

    /// <summary>The variance of what is not NaN, divided by the count.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanVar(Tensor x, Axes? axis = null, bool keepDims = false) =>
        FromNanMean(x, axis).Square().Sum(Axes.Of(axis, x), keepDims) / Counted(x, axis, keepDims).Cast(Floats(x).DType);

    /// <summary>The standard deviation of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanStd(Tensor x, Axes? axis = null, bool keepDims = false)
    {
        var centered = FromNanMean(x, axis);
        var axes = Axes.Of(axis, x);
        var scale = centered.SquaringScale(axes);
        var count = Counted(x, axis, keepDims: true).Cast(centered.DType);
        var deviation = RootOrZero((centered * scale).Square().Sum(axes, keepDims: true) / count) / scale;
        return keepDims ? deviation : deviation.Squeeze(axes);
    }

    // 0 where x is NaN.
    private static Tensor FromNanMean(Tensor x, Axes? axis) =>
        Floats(x) is var values && x.DType.IsFloat() ? Tensor.Where(x.IsNaN(), 0, values - NanMean(x, axis, keepDims: true))
            : values - values.Mean(Axes.Of(axis, x), keepDims: true);

    /// <summary>The largest of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanMax(Tensor x, Axes? axis = null, bool keepDims = false)
    {
        var largest = Without(x, double.NegativeInfinity).Max(Axes.Of(axis, x), keepDims);
        return x.DType.IsFloat() ? Tensor.Where(Counted(x, axis, keepDims).EqualTo(0), double.NaN, largest) : largest;
    }

    /// <summary>The least of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanMin(Tensor x, Axes? axis = null, bool keepDims = false)
    {
        var least = Without(x, double.PositiveInfinity).Min(Axes.Of(axis, x), keepDims);
        return x.DType.IsFloat() ? Tensor.Where(Counted(x, axis, keepDims).EqualTo(0), double.NaN, least) : least;
    }

    /// <summary>The position of the largest of what is not NaN, int32; -1 where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    public static Tensor NanArgMax(Tensor x, int? axis = null, bool keepDims = false) => Tensor.Where(
        Counted(x, axis is { } along ? along : null, keepDims).EqualTo(0), -1, ArgMax(Without(x, double.NegativeInfinity), axis, keepDims));

    /// <summary>The position of the least of what is not NaN, int32; -1 where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    public static Tensor NanArgMin(Tensor x, int? axis = null, bool keepDims = false) => Tensor.Where(
        Counted(x, axis is { } along ? along : null, keepDims).EqualTo(0), -1, ArgMin(Without(x, double.PositiveInfinity), axis, keepDims));

    /// <summary>Running sums, in which NaN counts as 0. Keras: <c>ops.nancumsum</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <param name="dtype">The type in which to sum; that of x where null, and int32 for bool.</param>
    public static Tensor NanCumSum(Tensor x, int? axis = null, DType? dtype = null) => CumSum(Without(x, 0), axis, dtype);

    /// <summary>Running products, in which NaN counts as 1. Keras: <c>ops.nancumprod</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <param name="dtype">The type in which to multiply; that of x where null, and int32 for bool.</param>
    public static Tensor NanCumProd(Tensor x, int? axis = null, DType? dtype = null) => CumProd(Without(x, 1), axis, dtype);

    /// <summary>The value in the middle of what is not NaN; NaN where there is nothing else. Keras: <c>ops.nanmedian</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanMedian(Tensor x, Axes? axis = null, bool keepDims = false) =>
        NanQuantile(x, 0.5, axis, QuantileMethod.Linear, keepDims);

    /// <summary>The value below which a part of what is not NaN lies; NaN where there is nothing else. Keras:
    /// <c>ops.nanquantile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The part, 0 to 1.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and 1.</exception>
    public static Tensor NanQuantile(
        Tensor x, double q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false)
    {
        CheckPart(q);
        return NanPart(x, Tensor.From(q), axis, method, keepDims);
    }

    /// <summary>The values below which some parts of what is not NaN lie, given by a tensor. Keras: <c>ops.nanquantile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The parts, 0 to 1, of any shape; others give NaN.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each part: the shape of q, then that of what is left of x.</returns>
    public static Tensor NanQuantile(
        Tensor x, Tensor q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false)
    {
        var parts = q.Flatten();
        var whole = Tensor.Stack([.. Enumerable.Range(0, q.Size).Select(i => NanPart(x, parts[i], axis, method, keepDims))]);
        return whole.Reshape(new Shape([.. q.Shape, .. whole.Shape[1..]]));
    }

    /// <summary>The values below which so many percent of what is not NaN lie, given by a tensor. Keras:
    /// <c>ops.nanpercentile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percents, 0 to 100, of any shape; others give NaN.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each percent: the shape of q, then that of what is left of x.</returns>
    public static Tensor NanPercentile(
        Tensor x, Tensor q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        NanQuantile(x, Floats(q) / 100, axis, method, keepDims);

    private static Tensor NanPart(Tensor x, Tensor part, Axes? axis, QuantileMethod method, bool keepDims)
    {
        var axes = Axes.Of(axis, x);
        var rows = Lined(Floats(x), axes);
        var counts = (!rows.IsNaN()).Cast(DType.Int32).Sum(-1, keepDims: true);
        // Sorted with infinity for NaN, so that positions beyond the count hold no NaN whose gradient could spread.
        var sorted = Without(rows, double.PositiveInfinity).Sort(-1);
        // In double precision, as positions of long rows are not exact in float32.
        var position = Tensor.Maximum(counts - 1, 0).ToFloat64() * part.ToFloat64().Clip(0, 1);
        Tensor At(Tensor index) => sorted.TakeAlong(index.Cast(DType.Int32), -1);
        var (lower, upper) = (position.Floor(), position.Ceiling());
        var share = (position - lower).Cast(rows.DType);
        var found = method switch
        {
            QuantileMethod.Lower => At(lower),
            QuantileMethod.Higher => At(upper),
            QuantileMethod.Midpoint => At(lower) / 2 + At(upper) / 2,
            QuantileMethod.Nearest => At(position.Round()),
            _ => Tensor.Where(share.EqualTo(0), At(lower), Between(At(lower), At(upper), share)),
        };
        found = Tensor.Where(counts.EqualTo(0) | !((part >= 0) & (part <= 1)), double.NaN, found);
        return Unlined(found, x, axes, keepDims);
    }

    /// <summary>The values below which some parts of what is not NaN lie. Keras: <c>ops.nanquantile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The parts, 0 to 1.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each part, along a new first axis.</returns>
    public static Tensor NanQuantile(
        Tensor x, IReadOnlyList<double> q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Tensor.Stack([.. q.Select(part => NanQuantile(x, part, axis, method, keepDims))]);

    /// <summary>The values below which so many percent of what is not NaN lie. Keras: <c>ops.nanpercentile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percent, 0 to 100.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor NanPercentile(
        Tensor x, double q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        NanQuantile(x, q / 100, axis, method, keepDims);

    /// <summary>The values below which so many percent of what is not NaN lie. Keras: <c>ops.nanpercentile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percents, 0 to 100.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each percent, along a new first axis.</returns>
    public static Tensor NanPercentile(
        Tensor x, IReadOnlyList<double> q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        NanQuantile(x, [.. q.Select(percent => percent / 100)], axis, method, keepDims);

    // The root of a variance, which has gradient 0 where all values are alike.
    private static Tensor RootOrZero(Tensor variance)
    {
        var zero = variance.EqualTo(0);
        return Tensor.Where(zero, 0, Tensor.Where(zero, 1, variance).Sqrt());
    }

    private static Tensor Without(Tensor x, double instead) => x.DType.IsFloat() ? Tensor.Where(x.IsNaN(), instead, x) : x;

    private static Tensor Counted(Tensor x, Axes? axis, bool keepDims) =>
        (!Floats(x).IsNaN()).Cast(DType.Int32).Sum(Axes.Of(axis, x), keepDims);
}
