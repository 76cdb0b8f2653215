namespace Cornea.Layers;

/// <summary>Shapes of weights that lie along some axes of an input.</summary>
internal static class AxisShapes
{
    /// <summary>The lengths of the axes, in the order of the input's axes.</summary>
    public static Shape Lengths(Shape input, IReadOnlyList<int> axes) =>
        new([.. axes.Select(input.Axis).Order().Select(axis => input[axis])]);

    /// <summary>The input's shape with 1 at all other axes, so that such a weight broadcasts.</summary>
    public static Shape Wide(Shape input, IReadOnlyList<int> axes)
    {
        var kept = axes.Select(input.Axis).ToHashSet();
        return new Shape([.. input.Select((length, axis) => kept.Contains(axis) ? length : 1)]);
    }
}
