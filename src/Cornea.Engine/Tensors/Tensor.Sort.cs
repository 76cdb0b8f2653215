using Cornea.Graph;

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
    public Tensor Sort(int axis = -1, bool descending = false) => TakeAlong(ArgSort(axis, descending), axis);

    /// <summary>Elements chosen along an axis by an index of their own each, as NumPy's <c>take_along_axis</c>.</summary>
    /// <param name="indices">int32 or int64; this tensor's shape but for the axis, which may have any length.</param>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <exception cref="ShapeException">Another axis differs in length.</exception>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the tensor.</exception>
    public Tensor TakeAlong(Tensor indices, int axis = -1)
    {
        if (indices.Rank != Rank || indices.Shape.With(axis, 0) != Shape.With(axis, 0))
            throw new ShapeException(
                $"TakeAlong expects indices of shape {Shape} with any length for axis {axis}, but received {indices.Shape}. Broadcast the indices first.");
        // Both as rows: [other axes, length]. Row r of the indices counts from r * length in the flat values.
        var values = MoveAxis(axis, -1);
        var places = indices.MoveAxis(axis, -1);
        var rows = places.Reshape(-1, places.Shape[^1]);
        var starts = Arange(rows.Shape[0], rows.DType).ExpandDims(1) * values.Shape[^1];
        return values.Flatten().Gather(rows + starts).Reshape(places.Shape).MoveAxis(-1, axis);
    }
}
