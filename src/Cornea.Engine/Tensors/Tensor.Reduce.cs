using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The sum over some axes, or over all when none is given.</summary>
    /// <remarks>
    /// bool, uint8, int8 and int16 give int32 and uint16 gives uint32, so many of them fit; float16 and bfloat16 are summed in
    /// float32 and rounded once.
    /// </remarks>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the summed axes with length 1.</param>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepDims = false) => Reduced(ReduceKind.Sum, Cast(DType.OfSum()), axes, keepDims);

    /// <summary>The sum of all elements.</summary>
    public Tensor Sum() => Sum(AllAxes());

    /// <summary>The sum along one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axis with length 1.</param>
    public Tensor Sum(int axis, bool keepDims = false) => Sum([axis], keepDims);

    /// <summary>The mean over some axes; whole numbers as float32.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        // Narrow floats are rounded once, after the division: their sum may not fit them.
        var wide = DType.IsFloat() ? DType.Wide() : DType.Float32;
        long count = 1;
        foreach (var axis in axes)
            count *= Shape[axis];
        var mean = Cast(wide).Sum(axes, keepDims) / (double)count;
        return DType.IsFloat() ? mean.Cast(DType) : mean;
    }

    /// <summary>The mean of all elements.</summary>
    public Tensor Mean() => Mean(AllAxes());

    /// <summary>The mean along one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axis with length 1.</param>
    public Tensor Mean(int axis, bool keepDims = false) => Mean([axis], keepDims);

    /// <summary>The variance over some axes: the mean squared distance from the mean (divided by n, as NumPy and Keras do).</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Variance(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        var wide = DType.IsFloat() ? Cast(DType.Wide()) : ToFloat32();
        var variance = (wide - wide.Mean(axes, keepDims: true)).Square().Mean(axes, keepDims);
        return DType.IsFloat() ? variance.Cast(DType) : variance;
    }

    /// <summary>The variance of all elements.</summary>
    public Tensor Variance() => Variance(AllAxes());

    /// <summary>The standard deviation over some axes: the root of the variance.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor StandardDeviation(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        var wide = DType.IsFloat() ? Cast(DType.Wide()) : ToFloat32();
        var scale = wide.SquaringScale(axes);
        var scaled = wide * scale;
        var variance = (scaled - scaled.Mean(axes, keepDims: true)).Square().Mean(axes, keepDims: true);
        var deviation = Kept(variance.RootOrZero() / scale, axes, keepDims);
        return DType.IsFloat() ? deviation.Cast(DType) : deviation;
    }

    /// <summary>The standard deviation of all elements.</summary>
    public Tensor StandardDeviation() => StandardDeviation(AllAxes());

    /// <summary>The product over some axes; of narrow integers as in <see cref="Sum(ReadOnlySpan{int}, bool)"/>.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Product(ReadOnlySpan<int> axes, bool keepDims = false) =>
        Reduced(ReduceKind.Product, Cast(DType.OfSum()), axes, keepDims);

    /// <summary>The product of all elements.</summary>
    public Tensor Product() => Product(AllAxes());

    /// <summary>The largest element over some axes.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Max(ReadOnlySpan<int> axes, bool keepDims = false) => Reduced(ReduceKind.Maximum, this, axes, keepDims);

    /// <summary>The largest element.</summary>
    public Tensor Max() => Max(AllAxes());

    /// <summary>The largest element along one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axis with length 1.</param>
    public Tensor Max(int axis, bool keepDims = false) => Max([axis], keepDims);

    /// <summary>The smallest element over some axes.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Min(ReadOnlySpan<int> axes, bool keepDims = false) => Reduced(ReduceKind.Minimum, this, axes, keepDims);

    /// <summary>The smallest element.</summary>
    public Tensor Min() => Min(AllAxes());

    /// <summary>The smallest element along one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axis with length 1.</param>
    public Tensor Min(int axis, bool keepDims = false) => Min([axis], keepDims);

    /// <summary>True where any element along some axes is true (or not 0).</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Any(ReadOnlySpan<int> axes, bool keepDims = false) => Size == 0
        ? Cast(DType.Bool).Sum(axes, keepDims) > 0 // none of nothing
        : Reduced(ReduceKind.Maximum, Cast(DType.Bool), axes, keepDims);

    /// <summary>True if any element is true (or not 0).</summary>
    public Tensor Any() => Any(AllAxes());

    /// <summary>True where all elements along some axes are true (or not 0).</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor All(ReadOnlySpan<int> axes, bool keepDims = false) => Size == 0
        ? Cast(DType.Bool).Sum(axes, keepDims) <= 0 // all of nothing
        : Reduced(ReduceKind.Minimum, Cast(DType.Bool), axes, keepDims);

    /// <summary>True if all elements are true (or not 0).</summary>
    public Tensor All() => All(AllAxes());

    /// <summary>The log of the sum of exponentials over some axes, without overflow.</summary>
    /// <param name="axes">The axes; negative ones count from the last.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor LogSumExp(ReadOnlySpan<int> axes, bool keepDims = false)
    {
        if (!DType.IsFloat())
            return ToFloat32().LogSumExp(axes, keepDims);
        if (DType.IsFloat() && DType.Wide() != DType)
            return Cast(DType.Wide()).LogSumExp(axes, keepDims).Cast(DType);
        var largest = Max(axes, keepDims: true).StopGradient();
        largest = Where(largest.IsFinite(), largest, 0);
        // Where all are -infinity, so is the result, and no element has a gradient.
        var sum = (this - largest).Exp().Sum(axes, keepDims: true);
        var logarithm = Where(sum.EqualTo(0), double.NegativeInfinity, sum.Log()) + largest;
        return Kept(logarithm, axes, keepDims);
    }

    /// <summary>e^x over the sum of e^x along an axis, without overflow.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="scale">Multiplies the elements, whose multiples may be too large for the element type: the reciprocal of a
    /// temperature.</param>
    public Tensor Softmax(int axis = -1, double scale = 1) => AlongLast(new Softmax(false, scale), axis);

    /// <summary>
    /// The logits, where this tensor was made by <see cref="Softmax(int, double)"/> along its last axis (and cast since); else null. A
    /// logarithm of probabilities is exact when it is taken from their logits, and has a gradient where a probability is 0 in float32.
    /// </summary>
    public Tensor? SoftmaxInput => Op is Softmax { Logarithm: false } softmax ? softmax.Scale == 1 ? Inputs[0] : Inputs[0] * softmax.Scale
        : Op is Graph.Ops.Cast && DType.IsFloat() ? Inputs[0].SoftmaxInput?.Cast(DType)
        : null;

    /// <summary>The logarithm of the softmax along an axis, without overflow.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor LogSoftmax(int axis = -1) => AlongLast(new Softmax(true), axis);

    /// <summary>The index (int32) of the largest element along an axis; the first of equals.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor ArgMax(int axis = -1) => new(new ArgReduce(true, Shape.Axis(axis)), [this]);

    /// <summary>The index (int32) of the smallest element along an axis; the first of equals.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor ArgMin(int axis = -1) => new(new ArgReduce(false, Shape.Axis(axis)), [this]);

    /// <summary>Running sums along an axis; of narrow integers as in <see cref="Sum(ReadOnlySpan{int}, bool)"/>.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="exclusive">Leave each element itself out of its sum.</param>
    /// <param name="reverse">Sum from the end.</param>
    public Tensor CumulativeSum(int axis, bool exclusive = false, bool reverse = false) =>
        new(new Cumulative(ReduceKind.Sum, Shape.Axis(axis), exclusive, reverse), [Cast(DType.OfSum())]);

    /// <summary>Running products along an axis; of narrow integers as in <see cref="Sum(ReadOnlySpan{int}, bool)"/>.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="exclusive">Leave each element itself out of its product.</param>
    /// <param name="reverse">Multiply from the end.</param>
    public Tensor CumulativeProduct(int axis, bool exclusive = false, bool reverse = false) =>
        new(new Cumulative(ReduceKind.Product, Shape.Axis(axis), exclusive, reverse), [Cast(DType.OfSum())]);

    /// <summary>The square root, with gradient 0 at 0: of a sum of squares that has none there, such as the norm of a zero
    /// vector.</summary>
    internal Tensor RootOrZero()
    {
        var zero = EqualTo(0);
        return Where(zero, 0, Where(zero, 1, this).Sqrt());
    }

    internal int[] AllAxes()
    {
        var axes = new int[Rank];
        for (var axis = 0; axis < axes.Length; axis++)
            axes[axis] = axis;
        return axes;
    }

    private Tensor AlongLast(Op op, int axis) => !DType.IsFloat() ? ToFloat32().AlongLast(op, axis)
        : Shape.Axis(axis) == Rank - 1 ? new Tensor(op, [this])
        : new Tensor(op, [MoveAxis(axis, -1)]).MoveAxis(-1, axis);

    private static Tensor Kept(Tensor reduced, ReadOnlySpan<int> axes, bool keepDims) =>
        keepDims || axes.IsEmpty ? reduced : reduced.Squeeze(axes);

    private static Tensor Reduced(ReduceKind kind, Tensor x, ReadOnlySpan<int> axes, bool keepDims)
    {
        var sorted = new int[axes.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = x.Shape.Axis(axes[i]);
            if (sorted.AsSpan(0, i).Contains(sorted[i]))
                throw new ShapeException($"{kind} over shape {x.Shape} names axis {axes[i]} twice. Name each axis once.");
        }
        Array.Sort(sorted);
        var reduced = sorted.Length == 0 ? x : new Tensor(new Reduce(kind, [.. sorted]), [x]);
        if (!keepDims || sorted.Length == 0)
            return reduced;
        var kept = x.Shape.ToArray();
        foreach (var axis in sorted)
            kept[axis] = 1;
        return reduced.Reshape(kept);
    }
}
