namespace Cornea;

public static partial class Ops
{
    /// <summary>Each element several times in a row. Keras: <c>ops.repeat</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    public static Tensor Repeat(Tensor x, int repeats, int? axis = null) =>
        axis is { } along ? x.Repeat(repeats, along) : x.Flatten().Repeat(repeats, 0);

    /// <summary>Each element a number of times of its own. Keras: <c>ops.repeat</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often, for each position of the axis; or one number.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <exception cref="ShapeException">There is another number of counts than positions.</exception>
    public static Tensor Repeat(Tensor x, IReadOnlyList<int> repeats, int? axis = null)
    {
        if (repeats.FirstOrDefault(static count => count < 0) is var wrong and < 0)
            throw new ArgumentOutOfRangeException(nameof(repeats), wrong, $"Ops.Repeat expects counts of 0 or more, but received {wrong}.");
        if (repeats.Count == 1)
            return Repeat(x, repeats[0], axis);
        var (values, along) = axis is { } one ? (x, x.Shape.Axis(one)) : (x.Flatten(), 0);
        if (repeats.Count != values.Shape[along])
        {
            throw new ShapeException(
                $"Ops.Repeat expects {values.Shape[along]} counts along axis {along} of {values.Shape}, but received {repeats.Count}.");
        }
        return values.Gather(Tensor.From([.. repeats.SelectMany((count, i) => Enumerable.Repeat(i, count))]), along);
    }

    /// <summary>Each element a number of times that a tensor gives. Keras: <c>ops.repeat</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often, for each position of the axis, or one number. Its values are read at once: it must not depend on an
    /// input.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <exception cref="ShapeException">There is another number of counts than positions.</exception>
    public static Tensor Repeat(Tensor x, Tensor repeats, int? axis = null) => Repeat(x, repeats.Flatten().ToArray<int>(), axis);

    /// <summary>A tensor several times over. Keras: <c>ops.tile</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often along the last axes; further ones than x has are added in front.</param>
    public static Tensor Tile(Tensor x, params IReadOnlyList<int> repeats)
    {
        var rank = Math.Max(x.Rank, repeats.Count);
        var wide = x.Reshape(new Shape([.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape]));
        return wide.Tile([.. Enumerable.Repeat(1, rank - repeats.Count), .. repeats]);
    }

    /// <summary>Parts between some positions along an axis. Keras: <c>ops.split</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="indices">Where each part but the first begins; negative ones count from the end.</param>
    /// <param name="axis">The axis.</param>
    /// <returns>One part more than positions.</returns>
    public static Tensor[] Split(Tensor x, IReadOnlyList<int> indices, int axis = 0)
    {
        var length = x.Shape[axis];
        int[] ends = [0, .. indices.Select(index => Math.Clamp(index < 0 ? index + length : index, 0, length)), length];
        return [.. ends.Zip(ends.Skip(1), (from, to) => x.Narrow(axis, Math.Min(from, to), Math.Max(0, to - from)))];
    }

    /// <summary>Equal parts along an axis. Keras: <c>ops.split</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="parts">How many; divides the length.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor[] Split(Tensor x, int parts, int axis = 0) => x.Split(parts, axis);

    /// <summary>Equal parts along axis 1, or of a vector. Keras: <c>ops.hsplit</c>; with positions use
    /// <see cref="Split(Tensor, IReadOnlyList{int}, int)"/>.</summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="parts">How many.</param>
    public static Tensor[] HSplit(Tensor x, int parts) => x.Split(parts, x.Rank == 1 ? 0 : 1);

    /// <summary>Parts along axis 1, or of a vector. Keras: <c>ops.hsplit</c>.</summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="indices">Where each part but the first begins.</param>
    public static Tensor[] HSplit(Tensor x, IReadOnlyList<int> indices) => Split(x, indices, x.Rank == 1 ? 0 : 1);

    /// <summary>Equal parts along axis 0. Keras: <c>ops.vsplit</c>.</summary>
    /// <param name="x">At least two axes.</param>
    /// <param name="parts">How many.</param>
    public static Tensor[] VSplit(Tensor x, int parts) => x.Split(parts);

    /// <summary>Parts along axis 0. Keras: <c>ops.vsplit</c>.</summary>
    /// <param name="x">At least two axes.</param>
    /// <param name="indices">Where each part but the first begins.</param>
    public static Tensor[] VSplit(Tensor x, IReadOnlyList<int> indices) => Split(x, indices);

    /// <summary>Equal parts along axis 2. Keras: <c>ops.dsplit</c>.</summary>
    /// <param name="x">At least three axes.</param>
    /// <param name="parts">How many.</param>
    public static Tensor[] DSplit(Tensor x, int parts) => x.Split(parts, 2);

    /// <summary>Parts along axis 2. Keras: <c>ops.dsplit</c>.</summary>
    /// <param name="x">At least three axes.</param>
    /// <param name="indices">Where each part but the first begins.</param>
    public static Tensor[] DSplit(Tensor x, IReadOnlyList<int> indices) => Split(x, indices, 2);

    /// <summary>Tensors side by side: along axis 1, vectors end to end. Keras: <c>ops.hstack</c>.</summary>
    /// <param name="tensors">At least one.</param>
    public static Tensor HStack(IReadOnlyList<Tensor> tensors) => Tensor.Concat(
        [.. tensors.Select(one => one.Rank == 0 ? one.Reshape(1) : one)], tensors[0].Rank < 2 ? 0 : 1);

    /// <summary>Tensors on top of each other: along axis 0, vectors as rows. Keras: <c>ops.vstack</c>.</summary>
    /// <param name="tensors">At least one.</param>
    public static Tensor VStack(IReadOnlyList<Tensor> tensors) =>
        Tensor.Concat([.. tensors.Select(one => one.Rank < 2 ? one.Reshape(1, one.Size) : one)]);

    /// <summary>Tensors behind each other: along axis 2, vectors as (1, n, 1), matrices as (m, n, 1). Keras: <c>ops.dstack</c>.</summary>
    /// <param name="tensors">At least one.</param>
    public static Tensor DStack(IReadOnlyList<Tensor> tensors) => Tensor.Concat(
        [.. tensors.Select(one => one.Rank < 2 ? one.Reshape(1, one.Size, 1) : one.Rank == 2 ? one.ExpandDims(2) : one)], 2);

    /// <summary>Elements beside those of each axis. Keras: <c>ops.pad</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="padWidth">How many before and after, for each axis; one pair for all.</param>
    /// <param name="mode">What they are.</param>
    /// <param name="constantValue">The number, of <see cref="PadMode.Constant"/>.</param>
    /// <exception cref="ShapeException">There are other pairs than axes, or an axis has nothing to repeat.</exception>
    public static Tensor Pad(
        Tensor x, IReadOnlyList<(int Before, int After)> padWidth, PadMode mode = PadMode.Constant, double constantValue = 0)
    {
        var widths = padWidth.Count == 1 ? [.. Enumerable.Repeat(padWidth[0], x.Rank)] : padWidth.ToArray();
        if (widths.Length != x.Rank || widths.Any(width => width.Before < 0 || width.After < 0))
        {
            throw new ShapeException(
                $"Ops.Pad of shape {x.Shape} expects {x.Rank} pairs of 0 or more, but received [{string.Join(", ", padWidth)}].");
        }
        if (mode == PadMode.Constant)
            return x.Pad([.. widths.Select(width => width.Before)], [.. widths.Select(width => width.After)], constantValue);
        for (var axis = 0; axis < widths.Length; axis++)
        {
            var ((before, after), length) = (widths[axis], x.Shape[axis]);
            if (before + after == 0)
                continue;
            if (length == 0)
            {
                throw new ShapeException(
                    $"Ops.Pad cannot repeat elements along axis {axis} of shape {x.Shape}, which has none. Use PadMode.Constant.");
            }
            x = x.Gather(Tensor.From([.. Enumerable.Range(-before, before + length + after).Select(i => Beside(i, length, mode))]), axis);
        }
        return x;
    }

    /// <summary>Elements moved along some axes; those that leave at one end enter at the other. Keras: <c>ops.roll</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shift">How far, for each axis; one number for all.</param>
    /// <param name="axis">The axes; null for x flattened.</param>
    public static Tensor Roll(Tensor x, Axes shift, Axes? axis = null)
    {
        if (axis is not { } axes)
            return x.Flatten().Roll(shift.Sum(), 0).Reshape(x.Shape);
        var count = Math.Max(axes.Count, shift.Count);
        for (var i = 0; i < count; i++)
            x = x.Roll(shift[shift.Count == 1 ? 0 : i], axes[axes.Count == 1 ? 0 : i]);
        return x;
    }

    /// <summary>The coordinates of a grid. Keras: <c>ops.meshgrid</c>.</summary>
    /// <param name="axes">The positions along each axis.</param>
    /// <param name="rowsFirst">
    /// True for Keras's <c>indexing="ij"</c>, the axes in the order given; false for <c>"xy"</c>, the first two exchanged.
    /// </param>
    public static Tensor[] MeshGrid(IReadOnlyList<Tensor> axes, bool rowsFirst = false)
    {
        Tensor[] flat = [.. axes.Select(axis => axis.Flatten())];
        if (rowsFirst || flat.Length < 2)
            return Tensor.MeshGrid(flat);
        return [.. Tensor.MeshGrid(flat).Select(grid => grid.SwapAxes(0, 1))];
    }

    /// <summary>Axes moved to other positions; the others keep their order. Keras: <c>ops.moveaxis</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="source">The axes to move.</param>
    /// <param name="destination">Their positions in the result.</param>
    /// <exception cref="ShapeException">The numbers of axes differ, or one is named twice.</exception>
    public static Tensor MoveAxis(Tensor x, Axes source, Axes destination)
    {
        if (Axes.Of(source, x).Length != Axes.Of(destination, x).Length)
        {
            throw new ShapeException(
                $"Ops.MoveAxis expects a position for each axis, but received {source.Count} axes and {destination.Count} positions.");
        }
        var order = Enumerable.Range(0, x.Rank).Except(source.Select(x.Shape.Axis)).ToList();
        foreach (var (to, from) in destination.Zip(source, (to, from) => (x.Shape.Axis(to), x.Shape.Axis(from))).Order())
            order.Insert(to, from);
        return x.Transpose([.. order]);
    }

    /// <summary>More axes, of length 1. Keras: <c>ops.expand_dims</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Where they stand in the result.</param>
    public static Tensor ExpandDims(Tensor x, Axes axis)
    {
        var rank = x.Rank + axis.Count;
        foreach (var at in axis.Select(one => one < 0 ? one + rank : one).Order())
            x = x.ExpandDims(at);
        return x;
    }

    /// <summary>
    /// Positions such that the one at k has the element that sorting would put there, smaller ones before it and larger ones after. Keras:
    /// <c>ops.argpartition</c>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="k">The position; negative ones count from the end.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <returns>int32; all in order, which is one of the orders that Keras allows.</returns>
    public static Tensor ArgPartition(Tensor x, int k, int? axis = -1)
    {
        var (values, along) = axis is { } one ? (x, x.Shape.Axis(one)) : (x.Flatten(), 0);
        return k >= -values.Shape[along] && k < values.Shape[along] ? values.ArgSort(along) : throw new ShapeException(
            $"Ops.ArgPartition of {values.Shape} along axis {along} expects a position of at most {values.Shape[along] - 1}, but "
                + $"received {k}.");
    }

    /// <summary>Axes split, joined and exchanged by name: <c>"b (h w) c -> b h w c"</c>. Keras: <c>ops.rearrange</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="pattern">The names of x's axes, an arrow, and the same names in another order; brackets join axes.</param>
    /// <param name="lengths">The lengths of axes that are joined in x; of each bracket one may be left out.</param>
    /// <exception cref="ArgumentException">The pattern is malformed, or its two sides name different axes.</exception>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    public static Tensor Rearrange(Tensor x, string pattern, params IReadOnlyList<(string Name, int Length)> lengths) =>
        Rearrangement.Parse(pattern).Apply(x, lengths);

    private static int Beside(int i, int length, PadMode mode)
    {
        static int Modulo(int value, int period) => (value % period + period) % period;
        switch (mode)
        {
            case PadMode.Edge:
                return Math.Clamp(i, 0, length - 1);
            case PadMode.Wrap:
                return Modulo(i, length);
            case PadMode.Symmetric:
                var doubled = Modulo(i, 2 * length);
                return doubled < length ? doubled : 2 * length - 1 - doubled;
            default:
                if (length == 1)
                    return 0;
                var there = Modulo(i, 2 * (length - 1));
                return there < length ? there : 2 * (length - 1) - there;
        }
    }
}
