namespace Cornea;

public static partial class Ops
{
    /// <summary>The largest value. Keras: <c>ops.max</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <param name="initial">The result is no smaller, and this where there is no value; null for none.</param>
    /// <exception cref="ShapeException">There is no value, and no initial one.</exception>
    public static Tensor Max(Tensor x, Axes? axis = null, bool keepDims = false, double? initial = null) =>
        Extreme(x, axis, keepDims, initial, largest: true);

    /// <summary>The smallest value. Keras: <c>ops.min</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <param name="initial">The result is no larger, and this where there is no value; null for none.</param>
    /// <exception cref="ShapeException">There is no value, and no initial one.</exception>
    public static Tensor Min(Tensor x, Axes? axis = null, bool keepDims = false, double? initial = null) =>
        Extreme(x, axis, keepDims, initial, largest: false);

    /// <summary>The position of the largest value, int32; the first of equals. Keras: <c>ops.argmax</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1; all of them for null.</param>
    public static Tensor ArgMax(Tensor x, int? axis = null, bool keepDims = false) =>
        Position(x, axis, keepDims, (t, along) => t.ArgMax(along));

    /// <summary>The position of the smallest value, int32; the first of equals. Keras: <c>ops.argmin</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for all values, counted row by row.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1; all of them for null.</param>
    public static Tensor ArgMin(Tensor x, int? axis = null, bool keepDims = false) =>
        Position(x, axis, keepDims, (t, along) => t.ArgMin(along));

    /// <summary>Running sums. Keras: <c>ops.cumsum</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <param name="dtype">The type in which to sum; that of x where null, and int32 for bool.</param>
    public static Tensor CumSum(Tensor x, int? axis = null, DType? dtype = null)
    {
        var values = dtype is { } type ? x.Cast(type) : x;
        return KeptNarrow(axis is { } along ? values.CumulativeSum(along) : values.Flatten().CumulativeSum(0), values.DType);
    }

    /// <summary>Running products. Keras: <c>ops.cumprod</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <param name="dtype">The type in which to multiply; that of x where null, and int32 for bool.</param>
    public static Tensor CumProd(Tensor x, int? axis = null, DType? dtype = null)
    {
        var values = dtype is { } type ? x.Cast(type) : x;
        return KeptNarrow(axis is { } along ? values.CumulativeProduct(along) : values.Flatten().CumulativeProduct(0), values.DType);
    }

    // Keras keeps narrow integers in running sums, though not in sums.
    private static Tensor KeptNarrow(Tensor sums, DType dtype) => dtype == DType.Bool ? sums : sums.Cast(dtype);

    /// <summary>The product of values. Keras: <c>ops.prod</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <param name="dtype">The type in which to multiply; that of <see cref="Tensor.Product()"/> where null.</param>
    public static Tensor Prod(Tensor x, Axes? axis = null, bool keepDims = false, DType? dtype = null) =>
        (dtype is { } type ? x.Cast(type) : x).Product(Axes.Of(axis, x), keepDims);

    /// <summary>The logarithm of the sum of exponentials, without overflow. Keras: <c>ops.logsumexp</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    public static Tensor LogSumExp(Tensor x, Axes? axis = null, bool keepDims = false) => x.LogSumExp(Axes.Of(axis, x), keepDims);

    /// <summary>eˣ over its sum along some axes. Keras: <c>ops.softmax</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    public static Tensor Softmax(Tensor x, Axes? axis) => OverAxes(x, axis, line => line.Softmax());

    /// <summary>The logarithm of the softmax along some axes. Keras: <c>ops.log_softmax</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; null for all values.</param>
    public static Tensor LogSoftmax(Tensor x, Axes? axis) => OverAxes(x, axis, line => line.LogSoftmax());

    /// <summary>The distances of the rows of two matrices, <c>√Σ(a - b)²</c>. Keras: <c>ops.cdist</c>.</summary>
    /// <param name="a">(..., m, n).</param>
    /// <param name="b">(..., k, n).</param>
    /// <returns>(..., m, k). The gradient of a distance 0 is 0.</returns>
    /// <exception cref="ShapeException">The rows have different lengths, or there are fewer than two axes.</exception>
    public static Tensor CDist(Tensor a, Tensor b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^1])
        {
            throw new ShapeException(
                $"Ops.CDist expects rows of one length, (..., m, n) and (..., k, n), but received {a.Shape} and {b.Shape}.");
        }
        return (Floats(a).ExpandDims(-2) - Floats(b).ExpandDims(-3)).Norm([-1]);
    }

    private static Tensor Extreme(Tensor x, Axes? axis, bool keepDims, double? initial, bool largest)
    {
        var axes = Axes.Of(axis, x);
        if (initial is not { } bound)
            return largest ? x.Max(axes, keepDims) : x.Min(axes, keepDims);
        if (axes.Any(along => x.Shape[along] == 0))
        {
            var rest = Enumerable.Range(0, x.Rank).Where(along => keepDims || !axes.Contains(along));
            return Tensor.Full(new Shape([.. rest.Select(along => axes.Contains(along) ? 1 : x.Shape[along])]), bound, x.DType);
        }
        var limit = Tensor.Full(Shape.Scalar, bound, x.DType);
        return largest ? Tensor.Maximum(x.Max(axes, keepDims), limit) : Tensor.Minimum(x.Min(axes, keepDims), limit);
    }

    private static Tensor Position(Tensor x, int? axis, bool keepDims, Func<Tensor, int, Tensor> find)
    {
        if (axis is { } along)
            return keepDims ? find(x, along).ExpandDims(x.Shape.Axis(along)) : find(x, along);
        var position = find(x.Flatten(), 0);
        return keepDims ? position.Reshape(new Shape([.. Enumerable.Repeat(1, x.Rank)])) : position;
    }

    private static Tensor OverAxes(Tensor x, Axes? axis, Func<Tensor, Tensor> along)
    {
        var axes = Axes.Of(axis, x);
        int[] order = [.. Enumerable.Range(0, x.Rank).Except(axes), .. axes];
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return along(Lined(x, axes)).Reshape(new Shape([.. order.Select(one => x.Shape[one])])).Transpose(inverse);
    }
}
