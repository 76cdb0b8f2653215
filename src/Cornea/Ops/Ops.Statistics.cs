namespace Cornea;

public static partial class Ops
{
    /// <summary>The mean with weights, <c>Σ w x / Σ w</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    /// <param name="weights">Of the shape of x, or one per position of the axis; null for the plain mean.</param>
    public static Tensor Average(Tensor x, int? axis = null, Tensor? weights = null)
    {
        var values = Floats(x);
        if (weights is null)
            return axis is { } only ? values.Mean(only) : values.Mean();
        var shares = Floats(weights);
        if (axis is { } along && shares.Rank == 1 && values.Rank > 1)
            shares = shares.Reshape(
                new Shape([.. Enumerable.Range(0, values.Rank).Select(i => i == values.Shape.Axis(along) ? shares.Size : 1)]));
        shares = shares.BroadcastTo(values.Shape);
        return axis is { } one ? (values * shares).Sum(one) / shares.Sum(one) : (values * shares).Sum() / shares.Sum();
    }

    /// <summary>The value in the middle; of two the mean.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    public static Tensor Median(Tensor x, int? axis = null, bool keepDims = false) =>
        Quantile(x, 0.5, axis, QuantileMethod.Linear, keepDims);

    /// <summary>The value below which a part of the values lies.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The part, 0 to 1.</param>
    /// <param name="axis">The axis; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and 1.</exception>
    public static Tensor Quantile(
        Tensor x, double q, int? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false)
    {
        if (!(q is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(q), q, "Ops.Quantile expects a part between 0 and 1; Ops.Percentile takes percent.");
        var values = Floats(x);
        if (axis is null)
        {
            var all = Quantile(values.Flatten(), q, 0, method);
            return keepDims ? all.Reshape(new Shape([.. Enumerable.Repeat(1, x.Rank)])) : all;
        }
        var along = values.Shape.Axis(axis.Value);
        var sorted = values.Sort(along);
        var position = q * (values.Shape[along] - 1);
        var (lower, upper) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        Tensor At(int index) => sorted.Narrow(along, index, 1);
        var found = method switch
        {
            QuantileMethod.Lower => At(lower),
            QuantileMethod.Higher => At(upper),
            QuantileMethod.Midpoint => (At(lower) + At(upper)) / 2,
            QuantileMethod.Nearest => At((int)Math.Round(position, MidpointRounding.ToEven)),
            _ => lower == upper ? At(lower) : At(lower) + (At(upper) - At(lower)) * (position - lower),
        };
        return keepDims ? found : found.Squeeze(along);
    }

    /// <summary>The value below which so many percent of the values lie.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percent, 0 to 100.</param>
    /// <param name="axis">The axis; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    public static Tensor Percentile(
        Tensor x, double q, int? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Quantile(x, q / 100, axis, method, keepDims);

    /// <summary>The largest value less the least.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor Ptp(Tensor x, int? axis = null) => axis is { } along ? x.Max(along) - x.Min(along) : x.Max() - x.Min();

    /// <summary>How many values are not 0, int32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor CountNonZero(Tensor x, int? axis = null)
    {
        var counted = x.NotEqualTo(0).Cast(DType.Int32);
        return axis is { } along ? counted.Sum(along) : counted.Sum();
    }

    /// <summary>How often each whole number from 0 occurs, or the sum of its weights.</summary>
    /// <param name="x">Whole numbers from 0, (n) or (batch, n). Those beyond the length are left out.</param>
    /// <param name="length">How many numbers are counted: the shape of the result must not depend on values.</param>
    /// <param name="weights">Of the shape of x; null for 1 each.</param>
    /// <returns>(length) or (batch, length): int32, or the type of the weights.</returns>
    public static Tensor BinCount(Tensor x, int length, Tensor? weights = null)
    {
        var matches = x.ExpandDims(-1).EqualTo(Tensor.Arange(length));
        return weights is null
            ? matches.Cast(DType.Int32).Sum(x.Rank - 1)
            : Tensor.Where(matches, weights.ExpandDims(-1), Tensor.Full(Shape.Scalar, 0, weights.DType)).Sum(x.Rank - 1);
    }

    /// <summary>How many values lie in each of some bins of equal width; the last one has its upper edge too.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="bins">How many.</param>
    /// <param name="range">Their ends; from the least to the largest value where null.</param>
    /// <returns>Counts (bins), int32, and edges (bins + 1), float32.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no bin.</exception>
    public static (Tensor Counts, Tensor Edges) Histogram(Tensor x, int bins = 10, (double Low, double High)? range = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var values = Floats(x).Flatten();
        Tensor low = range is { } given ? Tensor.Full(Shape.Scalar, given.Low, values.DType) : values.Min();
        Tensor high = range is { } ends ? Tensor.Full(Shape.Scalar, ends.High, values.DType) : values.Max();
        // Values that are all alike stand in the middle of a bin of width 1.
        var flat = low.EqualTo(high);
        (low, high) = (Tensor.Where(flat, low - 0.5, low), Tensor.Where(flat, high + 0.5, high));
        var edges = low + Tensor.Arange(0, bins + 1) * ((high - low) / bins);
        var bin = Tensor.Minimum(((values - low) / (high - low) * bins).Floor(), bins - 1);
        var inside = (values >= low) & (values <= high);
        return (BinCount(Tensor.Where(inside, bin, -1), bins), edges);
    }

    /// <summary>The correlations of rows with rows, (rows, rows), between -1 and 1. Source: Pearson.</summary>
    /// <param name="x">(rows, values).</param>
    public static Tensor CorrCoef(Tensor x)
    {
        if (x.Rank != 2)
            throw new ShapeException($"Ops.CorrCoef expects rows of values (rows, values), but received shape {x.Shape}. Reshape it.");
        var centered = Floats(x) - Floats(x).Mean(1, keepDims: true);
        centered *= centered.SquaringScale([1]);
        var products = Tensor.MatMul(centered, centered.Transpose());
        var sizes = products.Diagonal().Sqrt();
        return (products / sizes.ExpandDims(0) / sizes.ExpandDims(1)).Clip(-1, 1);
    }

    /// <summary>The sum of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanSum(Tensor x, int? axis = null) => Reduced(Without(x, 0), axis, (t, a) => t.Sum(a), t => t.Sum());

    /// <summary>The product of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanProd(Tensor x, int? axis = null) => Reduced(Without(x, 1), axis, (t, a) => t.Product([a]), t => t.Product());

    /// <summary>The mean of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanMean(Tensor x, int? axis = null) => NanSum(x, axis) / Counted(x, axis);

    /// <summary>The variance of what is not NaN, divided by the count.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanVar(Tensor x, int? axis = null)
    {
        var mean = NanMean(x, axis);
        return NanMean((Floats(x) - (axis is { } along ? mean.ExpandDims(x.Shape.Axis(along)) : mean)).Square(), axis);
    }

    /// <summary>The standard deviation of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanStd(Tensor x, int? axis = null) => RootOrZero(NanVar(x, axis));

    /// <summary>The largest of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanMax(Tensor x, int? axis = null) =>
        Tensor.Where(Counted(x, axis).EqualTo(0), double.NaN,
            Reduced(Without(x, double.NegativeInfinity), axis, (t, a) => t.Max(a), t => t.Max()));

    /// <summary>The least of what is not NaN; NaN where there is nothing else.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values.</param>
    public static Tensor NanMin(Tensor x, int? axis = null) => -NanMax(-Floats(x), axis);

    /// <summary>The position of the largest of what is not NaN, int32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    public static Tensor NanArgMax(Tensor x, int? axis = null)
    {
        var values = Without(x, double.NegativeInfinity);
        return axis is { } along ? values.ArgMax(along) : values.Flatten().ArgMax(0);
    }

    /// <summary>The position of the least of what is not NaN, int32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    public static Tensor NanArgMin(Tensor x, int? axis = null) => NanArgMax(-Floats(x), axis);

    // The root of a variance, which has gradient 0 where all values are alike.
    private static Tensor RootOrZero(Tensor variance)
    {
        var zero = variance.EqualTo(0);
        return Tensor.Where(zero, 0, Tensor.Where(zero, 1, variance).Sqrt());
    }

    private static Tensor Without(Tensor x, double instead) => x.DType.IsFloat() ? Tensor.Where(x.IsNaN(), instead, x) : x.ToFloat32();

    private static Tensor Counted(Tensor x, int? axis) => Reduced((!Floats(x).IsNaN()).ToFloat32(), axis, (t, a) => t.Sum(a), t => t.Sum());

    private static Tensor Reduced(Tensor x, int? axis, Func<Tensor, int, Tensor> along, Func<Tensor, Tensor> all) => axis is { } one
        ? along(x, one) : all(x);
}
