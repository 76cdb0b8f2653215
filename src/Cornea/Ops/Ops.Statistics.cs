namespace Cornea;

public static partial class Ops
{
    /// <summary>The mean with weights, <c>Σ w x / Σ w</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="weights">Of the shape of x, or one per position of the axis; null for the plain mean.</param>
    public static Tensor Average(Tensor x, Axes? axis = null, Tensor? weights = null)
    {
        var (values, axes) = (Floats(x), Axes.Of(axis, x));
        if (weights is null)
            return values.Mean(axes);
        var shares = Floats(weights);
        if (axes.Length == 1 && shares.Rank == 1 && values.Rank > 1)
            shares = shares.Reshape(Along(axes[0], values.Rank, shares.Size));
        shares = shares.BroadcastTo(values.Shape);
        return (values * shares).Sum(axes) / shares.Sum(axes);
    }

    /// <summary>The value in the middle; of two the mean. NaN where there is a NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor Median(Tensor x, Axes? axis = null, bool keepDims = false) =>
        Quantile(x, 0.5, axis, QuantileMethod.Linear, keepDims);

    /// <summary>The value below which a part of the values lies. NaN where there is a NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The part, 0 to 1.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and 1.</exception>
    public static Tensor Quantile(
        Tensor x, double q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false)
    {
        CheckPart(q);
        var (values, axes) = (Floats(x), Axes.Of(axis, x));
        var rows = Lined(values, axes);
        var sorted = rows.Sort(-1);
        var position = q * (rows.Shape[^1] - 1);
        var (lower, upper) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        Tensor At(int index) => sorted.Narrow(-1, index, 1);
        var found = method switch
        {
            QuantileMethod.Lower => At(lower),
            QuantileMethod.Higher => At(upper),
            QuantileMethod.Midpoint => At(lower) / 2 + At(upper) / 2,
            QuantileMethod.Nearest => At((int)Math.Round(position, MidpointRounding.ToEven)),
            _ => lower == upper ? At(lower) : Between(At(lower), At(upper), Tensor.Full(Shape.Scalar, position - lower, values.DType)),
        };
        return Unlined(Tensor.Where(rows.IsNaN().Any([-1], keepDims: true), double.NaN, found), x, axes, keepDims);
    }

    /// <summary>The values below which some parts of the values lie.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The parts, 0 to 1.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each part, along a new first axis.</returns>
    public static Tensor Quantile(
        Tensor x, IReadOnlyList<double> q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Tensor.Stack([.. q.Select(part => Quantile(x, part, axis, method, keepDims))]);

    /// <summary>The values below which some parts of the values lie, given by a tensor.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">The parts, 0 to 1, of any shape; others give NaN.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a quantile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each part: the shape of q, then that of what is left of x.</returns>
    public static Tensor Quantile(
        Tensor x, Tensor q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false)
    {
        var (values, axes) = (Floats(x), Axes.Of(axis, x));
        var rows = Lined(values, axes);
        var (count, parts) = (rows.Shape[^1], Floats(q).Flatten().Cast(values.DType));
        var sorted = rows.Sort(-1);
        var position = parts.Clip(0, 1) * (count - 1);
        Tensor At(Tensor index) => sorted.Gather(index.Cast(DType.Int32), sorted.Rank - 1);
        var (lower, upper) = (At(position.Floor()), At(position.Ceiling()));
        var found = method switch
        {
            QuantileMethod.Lower => lower,
            QuantileMethod.Higher => upper,
            QuantileMethod.Midpoint => lower / 2 + upper / 2,
            QuantileMethod.Nearest => At(position.Round()),
            _ => Tensor.Where(position.EqualTo(position.Floor()), lower, Between(lower, upper, position - position.Floor())),
        };
        found = Tensor.Where(rows.IsNaN().Any([-1], keepDims: true) | !((parts >= 0) & (parts <= 1)), double.NaN, found);
        // The parts stand last; they come first.
        Tensor[] each = [.. Enumerable.Range(0, q.Size).Select(i => Unlined(found.Narrow(-1, i, 1), x, axes, keepDims))];
        return Tensor.Stack(each) is var whole ? whole.Reshape(new Shape([.. q.Shape, .. whole.Shape[1..]])) : found;
    }

    /// <summary>The values below which so many percent of the values lie, given by a tensor.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percents, 0 to 100, of any shape; others give NaN.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each percent: the shape of q, then that of what is left of x.</returns>
    public static Tensor Percentile(
        Tensor x, Tensor q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Quantile(x, Floats(q) / 100, axis, method, keepDims);

    /// <summary>The value below which so many percent of the values lie.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percent, 0 to 100.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor Percentile(
        Tensor x, double q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Quantile(x, q / 100, axis, method, keepDims);

    /// <summary>The values below which so many percent of the values lie.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="q">Percents, 0 to 100.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="method">What a percentile between two values is.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <returns>One result for each percent, along a new first axis.</returns>
    public static Tensor Percentile(
        Tensor x, IReadOnlyList<double> q, Axes? axis = null, QuantileMethod method = QuantileMethod.Linear, bool keepDims = false) =>
        Quantile(x, [.. q.Select(percent => percent / 100)], axis, method, keepDims);

    /// <summary>The largest value less the least.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor Ptp(Tensor x, Axes? axis = null, bool keepDims = false)
    {
        var axes = Axes.Of(axis, x);
        return x.Max(axes, keepDims) - x.Min(axes, keepDims);
    }

    /// <summary>How many values are not 0, int32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    public static Tensor CountNonZero(Tensor x, Axes? axis = null) => x.NotEqualTo(0).Cast(DType.Int32).Sum(Axes.Of(axis, x));

    /// <summary>How often each whole number from 0 occurs, or the sum of its weights.</summary>
    /// <param name="x">Whole numbers from 0, (n) or (batch, n). Those beyond the length are left out.</param>
    /// <param name="length">How many numbers are counted; null for one more than the largest, which is read at once then.</param>
    /// <param name="weights">Of the shape of x; null for 1 each.</param>
    /// <param name="minimumLength">How many numbers are counted at least where the length is not given.</param>
    /// <returns>(length) or (batch, length): int32, or the type of the weights.</returns>
    public static Tensor BinCount(Tensor x, int? length = null, Tensor? weights = null, int minimumLength = 0)
    {
        length ??= Math.Max(minimumLength, x.Size == 0 ? 0 : x.Max().Cast(DType.Int32).Item<int>() + 1);
        var matches = x.ExpandDims(-1).EqualTo(Tensor.Arange(length.Value));
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
        edges = Tensor.Concat([edges.Narrow(0, 0, bins), high.Reshape(1)]);
        var inside = (values >= low) & (values <= high);
        var bin = Tensor.Where(inside, Tensor.Minimum(((values - low) / (high - low) * bins).Floor(), bins - 1), 0).Cast(DType.Int32);
        // The edges decide, which are rounded otherwise than the quotients.
        bin = bin - (values < edges.Gather(bin)).Cast(DType.Int32);
        bin = bin + ((values >= edges.Gather(bin + 1)) & (bin < bins - 1)).Cast(DType.Int32);
        return (BinCount(Tensor.Where(inside, bin, -1), bins), edges);
    }

    /// <summary>The correlations of rows with rows, (rows, rows), between -1 and 1. Source: Pearson.</summary>
    /// <param name="x">(rows, values).</param>
    public static Tensor CorrCoef(Tensor x)
    {
        if (x.Rank != 2)
            throw new ShapeException($"Ops.CorrCoef expects rows of values (rows, values), but received shape {x.Shape}. Reshape it.");
        var values = Floats(x) * Floats(x).SquaringScale([1]);
        var centered = values - values.Mean(1, keepDims: true);
        var products = Tensor.MatMul(centered, centered.Transpose());
        var sizes = products.Diagonal().Sqrt();
        return (products / sizes.ExpandDims(0) / sizes.ExpandDims(1)).Clip(-1, 1);
    }

    private static void CheckPart(double q)
    {
        if (!(q is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q,
                "Ops.Quantile expects a part between 0 and 1; Ops.Percentile takes percent.");
        }
    }

    // The axes joined to one, which comes last.
    private static Tensor Lined(Tensor x, int[] axes)
    {
        int[] others = [.. Enumerable.Range(0, x.Rank).Except(axes)];
        return x.Transpose([.. others, .. axes]).Reshape(
            new Shape([.. others.Select(axis => x.Shape[axis]), axes.Aggregate(1, (size, axis) => size * x.Shape[axis])]));
    }

    // What is left of a tensor whose axes were joined to a last one that has length 1 now.
    private static Tensor Unlined(Tensor line, Tensor x, int[] axes, bool keepDims) => line.Reshape(new Shape(
        [.. Enumerable.Range(0, x.Rank).Where(axis => keepDims || !axes.Contains(axis))
            .Select(axis => axes.Contains(axis) ? 1 : x.Shape[axis])]));

    // What lies a share of the way from one value to the other: from the nearer one, and by half the distance, which does not overflow.
    private static Tensor Between(Tensor lower, Tensor upper, Tensor part)
    {
        var half = upper / 2 - lower / 2;
        var fromUpper = lower.IsInfinite() | ((part >= 0.5) & upper.IsFinite());
        return Tensor.Where(fromUpper, upper - half * (2 - 2 * part), lower + half * (2 * part));
    }
}
