using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// Sums with less to sum: what is the same for all summed elements multiplies the sum instead, and distances from the mean add
/// up to zero. What keeps a sum finite stays in it: powers of two below 1, and what follows from the largest element. With these, the
/// gradient of a normalization by the elements' own mean and variance needs the two sums of the closed form, of g and of
/// g (x - mean), and nothing else.
/// </summary>
internal static class SimplerSum
{
    /// <summary>Whether a sum can be made simpler without computing what a kernel had at hand a second time.</summary>
    /// <param name="sum">A node of the graph.</param>
    /// <param name="users">How many inputs each node of the graph is.</param>
    public static bool Pays(Tensor sum, IReadOnlyDictionary<Tensor, int> users)
    {
        if (sum.Op is not Reduce { Kind: ReduceKind.Sum } || !sum.DType.IsFloat())
            return false;
        var (summed, axes) = SummedBy(sum);
        var (left, alone, simpler) = (summed, true, false);
        while (FactorOf(left, axes) is { } factor)
        {
            alone &= users[left] == 1;
            simpler |= !KeepsFinite(left, factor);
            left = left.Inputs[factor];
        }
        return IsDistanceFromMean(left, axes) || (simpler && (alone || users[left] > 1 || !Fuse.IsElementwise(left)));
    }

    /// <summary>The same sum made simpler.</summary>
    /// <param name="sum">A sum for which this pays, of nodes simplified since.</param>
    /// <param name="make">Makes a simplified node.</param>
    public static Tensor Of(Tensor sum, Simplify.Maker make)
    {
        var (summed, axes) = SummedBy(sum);
        var steps = new Stack<Func<Tensor, Tensor>>();
        var inside = new Stack<(Op Op, Tensor Factor, int Which)>();
        while (FactorOf(summed, axes) is { } which)
        {
            if (KeepsFinite(summed, which))
            {
                inside.Push((summed.Op, summed.Inputs[1 - which], which));
                summed = summed.Inputs[which];
                continue;
            }
            var (op, factor) = (summed.Op, summed.Inputs.Length == 1 ? null : Repeated(summed.Inputs[1 - which], axes, make));
            steps.Push((op, factor, which) switch
            {
                (Unary, _, _) => total => make(op, total),
                (_, null, _) => total => make(op, total, total),
                (_, _, 0) => total => make(op, total, factor),
                _ => total => make(op, factor, total),
            });
            summed = summed.Inputs[which];
        }
        if (IsDistanceFromMean(summed, axes))
            return make(new Broadcast(sum.Shape), new Tensor(new HostMemory(new TensorType(Shape.Scalar, sum.DType))));
        foreach (var (op, factor, which) in inside)
            summed = which == 0 ? make(op, summed, factor) : make(op, factor, summed);
        return steps.Aggregate(make(new Reduce(ReduceKind.Sum, axes), summed), (total, step) => step(total));
    }

    // The input that stays in the sum when a step is done to the sum instead, or null where that is not the same.
    private static int? FactorOf(Tensor tensor, ImmutableArray<int> axes) => tensor.Op switch
    {
        Unary { Kind: UnaryKind.Negate } => 0,
        Binary { Kind: BinaryKind.Add } when ReferenceEquals(tensor.Inputs[0], tensor.Inputs[1]) => 0,
        Binary { Kind: BinaryKind.Multiply or BinaryKind.Divide } when IsRepeated(tensor.Inputs[1], axes) => 0,
        Binary { Kind: BinaryKind.Multiply } when IsRepeated(tensor.Inputs[0], axes) => 1,
        _ => null,
    };

    // Whether the elements of a sum are made smaller so that it is finite.
    private static bool KeepsFinite(Tensor tensor, int which)
    {
        if (tensor.Inputs.Length == 1 || ReferenceEquals(tensor.Inputs[0], tensor.Inputs[1]))
            return false;
        var factor = tensor.Inputs[1 - which];
        if (ScalarValue.Of(factor)?.Known is { } number)
            return tensor.Op is Binary { Kind: BinaryKind.Multiply } && Math.Abs(number[0]) is > 0 and < 1 && IsPowerOfTwo(number[0]);
        return FollowsFromLargest(factor, 0);
    }

    private static bool IsPowerOfTwo(double number) => (BitConverter.DoubleToInt64Bits(number) & 0xF_FFFF_FFFF_FFFF) == 0;

    // A choice by the largest or least element, or this itself.
    private static bool FollowsFromLargest(Tensor tensor, int depth) => depth < 8
        && (tensor.Op is Reduce { Kind: ReduceKind.Maximum or ReduceKind.Minimum }
            || (HandsOn(tensor.Op) && tensor.Inputs.Any(input => FollowsFromLargest(input, depth + 1))));

    private static bool HandsOn(Op op) => op switch
    {
        Select or Reshape or Broadcast or Transpose => true,
        Unary unary => unary.Kind is UnaryKind.StopGradient or UnaryKind.Abs or UnaryKind.Negate,
        Binary binary => binary.Kind is BinaryKind.Less or BinaryKind.LessEqual or BinaryKind.Equal or BinaryKind.NotEqual
            or BinaryKind.And or BinaryKind.Maximum or BinaryKind.Minimum or BinaryKind.Divide,
        _ => false,
    };

    // Whether a tensor is the same all along some axes.
    private static bool IsRepeated(Tensor tensor, ImmutableArray<int> axes)
    {
        if (tensor.Op is not Broadcast)
            return false;
        var (source, added) = (tensor.Inputs[0].Shape, tensor.Rank - tensor.Inputs[0].Rank);
        return axes.All(axis => axis < added || source[axis - added] == 1);
    }

    // What a tensor repeats along some axes, without them.
    private static Tensor? Repeated(Tensor tensor, ImmutableArray<int> axes, Simplify.Maker make)
    {
        if (!IsRepeated(tensor, axes))
            return null;
        var (source, added) = (tensor.Inputs[0], tensor.Rank - tensor.Inputs[0].Rank);
        int[] kept = [.. Enumerable.Range(0, tensor.Rank).Where(axis => !axes.Contains(axis))];
        var narrow = make(new Reshape(new Shape([.. kept.Where(axis => axis >= added).Select(axis => source.Shape[axis - added])])),
            source);
        return make(new Broadcast(new Shape([.. kept.Select(axis => tensor.Shape[axis])])), narrow);
    }

    // x - sum(x) / n over the same n elements.
    private static bool IsDistanceFromMean(Tensor tensor, ImmutableArray<int> axes)
    {
        if (tensor.Op is not Binary { Kind: BinaryKind.Subtract } || !IsRepeated(tensor.Inputs[1], axes))
            return false;
        var count = axes.Aggregate(1L, (product, axis) => product * tensor.Shape[axis]);
        var mean = Unshaped(tensor.Inputs[1].Inputs[0]);
        if (mean.Op is not Binary { Kind: BinaryKind.Divide } || ScalarValue.Of(mean.Inputs[1])?.Known![0] != count)
            return false;
        // Its elements are those of the sum in the same order, so it lies along the axes that were kept.
        var sum = Unshaped(mean.Inputs[0]);
        return sum.Op is Reduce { Kind: ReduceKind.Sum } && sum.Size == tensor.Size / count && tensor.Inputs[1].Inputs[0].Size == sum.Size
            && SummedBy(sum) is var (of, summed) && ReferenceEquals(of, tensor.Inputs[0]) && summed.SequenceEqual(axes);
    }

    private static Tensor Unshaped(Tensor tensor)
    {
        while (tensor.Op is Reshape)
            tensor = tensor.Inputs[0];
        return tensor;
    }

    // What a sum adds up, also one taken in groups of adjacent axes, and along which axes.
    private static (Tensor Of, ImmutableArray<int> Axes) SummedBy(Tensor sum)
    {
        var (of, axes) = (sum.Inputs[0], ((Reduce)sum.Op).Axes);
        while (of.Op is Reduce { Kind: ReduceKind.Sum } inner)
            (of, axes) = (of.Inputs[0], [.. axes.Select(axis => Before(axis, inner.Axes)).Concat(inner.Axes).Order()]);
        return (of, axes);
    }

    // The number of an axis before others were reduced.
    private static int Before(int axis, ImmutableArray<int> reduced)
    {
        foreach (var other in reduced)
            axis += other <= axis ? 1 : 0;
        return axis;
    }
}
