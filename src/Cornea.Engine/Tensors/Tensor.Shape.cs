using System.Collections.Immutable;
using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The same elements in the same order under another shape; one axis may be -1 and is worked out.</summary>
    /// <param name="dimensions">Axis lengths.</param>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> dimensions)
    {
        var lengths = dimensions.ToArray();
        var open = Array.IndexOf(lengths, -1);
        if (open >= 0)
        {
            long others = 1;
            foreach (var length in lengths)
                others *= length == -1 ? 1 : length;
            if (others <= 0 || Size % others != 0 || Array.LastIndexOf(lengths, -1) != open)
            {
                throw new ShapeException(
                    $"Reshape cannot work out the -1 in ({string.Join(", ", lengths)}) for shape {Shape} of {Size:N0} elements. " +
                    "Use at most one -1, and other lengths whose product divides the number of elements.");
            }
            lengths[open] = (int)(Size / others);
        }
        return Reshape(new Shape(lengths));
    }

    /// <summary>The same elements in the same order under another shape.</summary>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(Shape shape) => !shape.IsKnown ? Reshape(shape.AsSpan())
        : shape == Shape ? this : new Tensor(new Reshape(shape), [this]);

    /// <summary>All elements along one axis.</summary>
    public Tensor Flatten() => Reshape(new Shape(Size));

    /// <summary>Axes in reverse order.</summary>
    public Tensor Transpose() => Transpose([.. Enumerable.Range(0, Rank).Reverse()]);

    /// <summary>Axes in another order: axis i of the result is axis <c>order[i]</c> of this tensor.</summary>
    /// <param name="order">Each axis once; negative ones count from the last.</param>
    public Tensor Transpose(params ReadOnlySpan<int> order)
    {
        if (order.Length != Rank)
            throw new ShapeException($"Transpose of shape {Shape} expects each of its {Rank} axes once, but received {order.Length} axes.");
        var axes = ImmutableArray.CreateBuilder<int>(order.Length);
        var same = true;
        for (var i = 0; i < order.Length; i++)
        {
            axes.Add(Shape.Axis(order[i]));
            same &= axes[i] == i;
        }
        return same ? this : new Tensor(new Transpose(axes.MoveToImmutable()), [this]);
    }

    /// <summary>Two axes exchanged.</summary>
    /// <param name="a">One axis.</param>
    /// <param name="b">The other.</param>
    public Tensor SwapAxes(int a, int b)
    {
        var order = AllAxes();
        (order[Shape.Axis(a)], order[Shape.Axis(b)]) = (Shape.Axis(b), Shape.Axis(a));
        return Transpose(order);
    }

    /// <summary>One axis moved to another position; the others keep their order.</summary>
    /// <param name="from">The axis to move.</param>
    /// <param name="to">Its position in the result.</param>
    public Tensor MoveAxis(int from, int to)
    {
        var axis = Shape.Axis(from);
        var order = Enumerable.Range(0, Rank).Where(i => i != axis).ToList();
        order.Insert(Shape.Axis(to), axis);
        return Transpose([.. order]);
    }

    /// <summary>One more axis, of length 1.</summary>
    /// <param name="axis">Where it will stand: between -rank - 1 and rank.</param>
    public Tensor ExpandDims(int axis) => Reshape(Shape.Insert(axis, 1));

    /// <summary>Without some axes of length 1.</summary>
    /// <param name="axes">The axes; all of length 1 when none is given.</param>
    /// <exception cref="ShapeException">An axis is longer than 1.</exception>
    public Tensor Squeeze(params ReadOnlySpan<int> axes)
    {
        var dropped = new HashSet<int>();
        foreach (var axis in axes)
        {
            if (Shape[axis] != 1)
            {
                throw new ShapeException(
                    $"Squeeze expects axes of length 1, but axis {axis} of shape {Shape} has length {Shape[axis]}. Leave it out.");
            }
            dropped.Add(Shape.Axis(axis));
        }
        var all = axes.Length == 0;
        return Reshape(new Shape([.. Shape.Where((length, i) => all ? length != 1 : !dropped.Contains(i))]));
    }

    /// <summary>Elements repeated along new axes and along axes of length 1, without a copy.</summary>
    /// <param name="shape">The shape to reach.</param>
    /// <exception cref="ShapeException">This tensor's shape does not broadcast to it.</exception>
    public Tensor BroadcastTo(Shape shape) => shape == Shape ? this : new Tensor(new Broadcast(shape), [this]);

    /// <summary>Elements in reverse order along some axes.</summary>
    /// <param name="axes">The axes.</param>
    public Tensor Reverse(params ReadOnlySpan<int> axes)
    {
        if (axes.Length == 0)
            return this;
        var (starts, lengths, steps) = (new int[Rank], Shape.ToArray(), Enumerable.Repeat(1, Rank).ToArray());
        foreach (var axis in axes)
            (starts[Shape.Axis(axis)], steps[Shape.Axis(axis)]) = (Math.Max(0, Shape[axis] - 1), -1);
        return new Tensor(new Slicing([.. starts], [.. lengths], [.. steps]), [this]);
    }

    /// <summary>A contiguous range along one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="start">The first.</param>
    /// <param name="length">How many.</param>
    public Tensor Narrow(int axis, int start, int length)
    {
        if (start < 0 || length < 0 || (long)start + length > Shape[axis])
        {
            throw new ShapeException(
                $"Narrow reads {length} from {start} along axis {axis} of shape {Shape}, which has {Shape[axis]}. Stay inside.");
        }
        var (starts, lengths) = (new int[Rank], Shape.ToArray());
        (starts[Shape.Axis(axis)], lengths[Shape.Axis(axis)]) = (start, length);
        return length == Shape[axis] ? this : new Tensor(new Slicing([.. starts], [.. lengths], [.. Enumerable.Repeat(1, Rank)]), [this]);
    }

    /// <summary>A value put before and after the elements of each axis.</summary>
    /// <param name="low">How many before, per axis.</param>
    /// <param name="high">How many after, per axis.</param>
    /// <param name="value">The value.</param>
    public Tensor Pad(ReadOnlySpan<int> low, ReadOnlySpan<int> high, double value = 0) => Pad(low, high, new int[Rank], value);

    /// <summary>A value put before, after and between the elements of each axis.</summary>
    /// <param name="low">How many before, per axis; negative crops.</param>
    /// <param name="high">How many after, per axis; negative crops.</param>
    /// <param name="interior">How many between adjacent elements, per axis.</param>
    /// <param name="value">The value.</param>
    public Tensor Pad(ReadOnlySpan<int> low, ReadOnlySpan<int> high, ReadOnlySpan<int> interior, double value)
    {
        if (low.Length != Rank || high.Length != Rank || interior.Length != Rank)
        {
            throw new ShapeException(
                $"Pad of shape {Shape} expects {Rank} amounts on each side, but received {low.Length}, {high.Length} "
                    + $"and {interior.Length}.");
        }
        return low.ContainsAnyExcept(0) || high.ContainsAnyExcept(0) || interior.ContainsAnyExcept(0)
            ? new Tensor(new Pad([.. low], [.. high], [.. interior], value), [this])
            : this;
    }

    /// <summary>Tensors one after the other along an axis.</summary>
    /// <param name="tensors">At least one; the other axes are equal.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public static Tensor Concat(IReadOnlyList<Tensor> tensors, int axis = 0)
    {
        if (tensors.Count == 0)
            throw new ArgumentException("Concat expects at least one tensor, but received none.", nameof(tensors));
        var dtype = tensors.Aggregate(DType.Bool, (type, tensor) => DTypes.Promote(type, tensor.DType));
        return tensors.Count == 1
            ? tensors[0]
            : new Tensor(new Concat(tensors[0].Shape.Axis(axis)), [.. tensors.Select(tensor => tensor.Cast(dtype))]);
    }

    /// <summary>Tensors of one shape side by side along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands.</param>
    public static Tensor Stack(IReadOnlyList<Tensor> tensors, int axis = 0) =>
        Concat([.. tensors.Select(tensor => tensor.ExpandDims(axis))], axis);

    /// <summary>Equal parts along an axis.</summary>
    /// <param name="parts">How many; the axis's length is a multiple of it.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor[] Split(int parts, int axis = 0)
    {
        if (parts < 1 || Shape[axis] % parts != 0)
        {
            throw new ShapeException(
                $"Split cannot cut axis {axis} of shape {Shape} into {parts} equal parts. Choose a divisor of {Shape[axis]}.");
        }
        var length = Shape[axis] / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Narrow(axis, i * length, length))];
    }

    /// <summary>The tensors that lie side by side along an axis, which disappears. Keras: <c>ops.unstack</c>.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <returns>As many as the axis is long.</returns>
    public Tensor[] Unstack(int axis = 0) => [.. Enumerable.Range(0, Shape[axis]).Select(i => Narrow(axis, i, 1).Squeeze(axis))];

    /// <summary>The whole tensor several times over along each axis.</summary>
    /// <param name="counts">How often, per axis.</param>
    public Tensor Tile(params ReadOnlySpan<int> counts)
    {
        if (counts.Length != Rank)
            throw new ShapeException($"Tile of shape {Shape} expects {Rank} counts, but received {counts.Length}.");
        var (split, wide, result) = (new List<int>(), new List<int>(), new int[Rank]);
        for (var i = 0; i < Rank; i++)
        {
            split.AddRange([1, Shape[i]]);
            wide.AddRange([counts[i], Shape[i]]);
            result[i] = checked(counts[i] * Shape[i]);
        }
        return Reshape(new Shape([.. split])).BroadcastTo(new Shape([.. wide])).Reshape(new Shape(result));
    }

    /// <summary>Each element several times in a row along one axis.</summary>
    /// <param name="count">How often.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor Repeat(int count, int axis)
    {
        var at = Shape.Axis(axis);
        return ExpandDims(at + 1).BroadcastTo(Shape.Insert(at + 1, count)).Reshape(Shape.With(at, checked(Shape[at] * count)));
    }

    /// <summary>Rows chosen by index along an axis.</summary>
    /// <param name="indices">int32 or int64 of any shape, which takes the axis's position.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public Tensor Gather(Tensor indices, int axis = 0) => new(new Gather(Shape.Axis(axis)), [this, indices]);

    /// <summary>Rows chosen by index along an axis, with an error of one's own for an index outside it.</summary>
    /// <param name="indices">int32 or int64 of any shape, which takes the axis's position.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="fault">What the error says; <c>{index}</c> in it stands for the index.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public Tensor Gather(Tensor indices, int axis, string fault) =>
        new(new Gather(Shape.Axis(axis)) { Fault = fault }, [this, indices]);

    /// <summary>A copy to which rows are added at some indices; rows for equal indices add up.</summary>
    /// <param name="indices">int32 or int64.</param>
    /// <param name="rows">This tensor's shape with the indices' axes in place of the axis.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public Tensor ScatterAdd(Tensor indices, Tensor rows, int axis = 0) => new(new ScatterAdd(Shape.Axis(axis)), [this, indices, rows]);
}
