namespace Cornea.Layers;

/// <summary>Amounts before and after each spatial axis, put on or taken off.</summary>
internal static class SpatialSides
{
    public static IReadOnlyList<(int Before, int After)> Checked(IReadOnlyList<(int Before, int After)> sides, int axes, string layer)
    {
        if (sides.Count != axes)
        {
            throw new ArgumentException(
                $"{layer} expects numbers for {axes} spatial axes, but received {sides.Count}. Give a pair for each.", nameof(sides));
        }
        return sides.All(side => side is { Before: >= 0, After: >= 0 })
            ? [.. sides]
            : throw new ArgumentOutOfRangeException(
                nameof(sides),
                $"{layer} expects numbers of 0 or more, but received {string.Join(", ", sides)}. Give how many before and after.");
    }

    public static Tensor Pad(Layer layer, Tensor x, IReadOnlyList<(int Before, int After)> sides, DataFormat format)
    {
        var (low, high) = Amounts(layer, x, sides, format);
        return x.Pad(low, high);
    }

    public static Tensor Crop(Layer layer, Tensor x, IReadOnlyList<(int Before, int After)> sides, DataFormat format)
    {
        var (low, high) = Amounts(layer, x, sides, format);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var left = x.Shape[axis] - low[axis] - high[axis];
            if (left <= 0)
            {
                throw new ShapeException(
                    $"{layer} takes {low[axis]} and {high[axis]} off axis {axis}, but received shape {x.Shape}: nothing would be left. " +
                    "Crop less.");
            }
            x = x.Narrow(axis, low[axis], left);
        }
        return x;
    }

    private static (int[] Low, int[] High) Amounts(Layer layer, Tensor x, IReadOnlyList<(int Before, int After)> sides, DataFormat format)
    {
        if (x.Rank != sides.Count + 2)
            throw new ShapeException($"{layer} expects inputs with {sides.Count + 2} axes, but received shape {x.Shape}. Reshape them.");
        var (low, high) = (new int[x.Rank], new int[x.Rank]);
        var first = format == DataFormat.ChannelsLast ? 1 : 2;
        for (var i = 0; i < sides.Count; i++)
            (low[first + i], high[first + i]) = sides[i];
        return (low, high);
    }
}
