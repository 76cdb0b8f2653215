using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>A part of the tensor, as NumPy slices: an index drops its axis, a range keeps it, axes not named are whole.</summary>
    /// <param name="slices">One per axis from the first on; see <see cref="Slice"/>.</param>
    /// <exception cref="ShapeException">Too many slices, or an index outside its axis.</exception>
    [System.Runtime.CompilerServices.IndexerName("At")]
    public Tensor this[params ReadOnlySpan<Slice> slices]
    {
        get
        {
            var named = 0;
            var ellipses = 0;
            foreach (var slice in slices)
            {
                named += slice.Kind is SliceKind.Index or SliceKind.Range ? 1 : 0;
                ellipses += slice.Kind == SliceKind.Ellipsis ? 1 : 0;
            }
            if (named > Rank || ellipses > 1)
            {
                throw new ShapeException(
                    $"A tensor of shape {Shape} takes at most {Rank} indices or ranges and one Ellipsis, but received {named} "
                        + $"and {ellipses}. Leave some out.");
            }

            var (starts, lengths, steps, shape) = (new int[Rank], Shape.ToArray(), new int[Rank], new List<int>());
            Array.Fill(steps, 1);
            var axis = 0;
            foreach (var slice in slices)
            {
                switch (slice.Kind)
                {
                    case SliceKind.NewAxis:
                        shape.Add(1);
                        break;
                    case SliceKind.Ellipsis:
                        for (var end = axis + Rank - named; axis < end; axis++)
                            shape.Add(Shape[axis]);
                        break;
                    case SliceKind.Index:
                        var index = slice.Start!.Value;
                        if (slice.StartFromEnd || index < -Shape[axis] || index >= Shape[axis])
                        {
                            throw new ShapeException(
                                $"Index {(slice.StartFromEnd ? "^0" : index)} is outside axis {axis} of shape {Shape}, which "
                                    + $"has {Shape[axis]} elements. " +
                                $"Use {-Shape[axis]} to {Shape[axis] - 1}.");
                        }
                        (starts[axis], lengths[axis]) = (index < 0 ? index + Shape[axis] : index, 1);
                        axis++;
                        break;
                    default:
                        (starts[axis], lengths[axis], steps[axis]) = slice.Resolve(Shape[axis]);
                        shape.Add(lengths[axis]);
                        axis++;
                        break;
                }
            }
            for (; axis < Rank; axis++)
                shape.Add(Shape[axis]);
            var whole = new Shape(lengths) == Shape && !steps.AsSpan().ContainsAnyExcept(1);
            var part = whole ? this : new Tensor(new Slicing([.. starts], [.. lengths], [.. steps]), [this]);
            return part.Reshape(new Shape([.. shape]));
        }
    }
}
