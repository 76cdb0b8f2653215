using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The indices (int32) that would sort the elements along an axis; equal elements keep their order.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="descending">Largest first.</param>
    public Tensor ArgSort(int axis = -1, bool descending = false) => new(new ArgSort(Shape.Axis(axis), descending), [this]);

    /// <summary>The elements in order along an axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="descending">Largest first.</param>
    public Tensor Sort(int axis = -1, bool descending = false) => TakeInside(ArgSort(axis, descending), axis);

    /// <summary>The k largest (or smallest) elements along an axis, in order, and where they stood.</summary>
    /// <param name="count">k, at most the axis's length.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="largest">False for the smallest.</param>
    /// <returns>The values, and their indices along the axis (int32); both with length k there.</returns>
    /// <exception cref="ShapeException">The axis has fewer elements.</exception>
    public (Tensor Values, Tensor Indices) TopK(int count, int axis = -1, bool largest = true)
    {
        if (count < 0 || count > Shape[axis])
        {
            throw new ShapeException(
                $"TopK chooses {count} elements along axis {axis} of shape {Shape}, which has {Shape[axis]}. Choose at most that many.");
        }
        var indices = ArgSort(axis, descending: largest).Narrow(axis, 0, count);
        return (TakeInside(indices, axis), indices);
    }

    /// <summary>Elements chosen along an axis by an index of their own each, as NumPy's <c>take_along_axis</c>.</summary>
    /// <param name="indices">int32 or int64; this tensor's shape but for the axis, which may have any length.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <exception cref="ShapeException">Another axis differs in length.</exception>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public Tensor TakeAlong(Tensor indices, int axis = -1)
    {
        if (indices.Rank != Rank || indices.Shape.With(axis, 0) != Shape.With(axis, 0))
        {
            throw new ShapeException(
                $"TakeAlong expects indices of shape {Shape} with any length for axis {axis}, but received {indices.Shape}. Broadcast "
                    + $"the indices first.");
        }
        // An index outside the axis must not reach into the next row: make it one that no tensor has.
        return TakeInside(Where((indices >= 0) & (indices < Shape[axis]), indices, Shape.Size == 0 ? 0 : -Shape.Size), axis,
            $"TakeAlong received an index outside of axis {axis}, which has {Shape[axis]} elements. Use 0 to {Shape[axis] - 1}.");
    }

    /// <summary>Elements moved along an axis; those that leave at one end enter at the other.</summary>
    /// <param name="shift">How far, towards higher indices; negative the other way.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Tensor Roll(int shift, int axis)
    {
        var length = Shape[axis];
        var first = length == 0 ? 0 : (shift % length + length) % length;
        return first == 0 ? this : Concat([Narrow(axis, length - first, first), Narrow(axis, 0, length - first)], axis);
    }

    /// <summary>A copy in which rows are replaced at some indices, which should differ from each other.</summary>
    /// <param name="indices">int32 or int64.</param>
    /// <param name="rows">This tensor's shape with the indices' axes in place of the axis.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public Tensor ScatterUpdate(Tensor indices, Tensor rows, int axis = 0)
    {
        var marks = Zeros(new Shape(Shape[axis]), DType.Int32).ScatterAdd(indices, Ones(indices.Shape, DType.Int32));
        var along = new int[Rank];
        Array.Fill(along, 1);
        along[Shape.Axis(axis)] = Shape[axis];
        return Where(marks.Reshape(new Shape(along)) > 0, ZerosLike(this).ScatterAdd(indices, rows.Cast(DType), axis), this);
    }

    /// <summary>The coordinates of a grid, one tensor per axis.</summary>
    /// <param name="axes">The positions along each axis, each of one axis.</param>
    /// <returns>Tensors of shape (length of axis 0, length of axis 1, ...): NumPy's <c>meshgrid(..., indexing="ij")</c>.</returns>
    public static Tensor[] MeshGrid(params ReadOnlySpan<Tensor> axes)
    {
        var positions = axes.ToArray();
        if (positions.FirstOrDefault(axis => axis.Rank != 1) is { } other)
            throw new ShapeException($"MeshGrid expects tensors of one axis, but received shape {other.Shape}. Flatten it.");
        var shape = new Shape([.. positions.Select(axis => axis.Size)]);
        return [.. positions.Select(
            (axis, i) => axis.Reshape(new Shape([.. shape.Select((length, j) => i == j ? length : 1)])).BroadcastTo(shape))];
    }

    // Both as rows: [other axes, length]. Row r of the indices counts from r * length in the flat values.
    private Tensor TakeInside(Tensor indices, int axis, string? fault = null)
    {
        var values = MoveAxis(axis, -1);
        var positions = indices.MoveAxis(axis, -1);
        var rows = positions.Reshape(new Shape(positions.Shape[..^1].Size, positions.Shape[^1]));
        var starts = Arange(rows.Shape[0], rows.DType).ExpandDims(1) * values.Shape[^1];
        return new Tensor(new Gather(0) { Fault = fault }, [values.Flatten(), rows + starts]).Reshape(positions.Shape).MoveAxis(-1, axis);
    }
}
