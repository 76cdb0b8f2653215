using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Lengths that stand for those that a file leaves open while the shapes are found: two for each, so that what changes with them is
/// open too. Axes of one name have one length.
/// </summary>
/// <param name="batch">Of the first axis.</param>
/// <param name="others">Of the others.</param>
internal sealed class OpenLengths((int First, int Second) batch, (int First, int Second) others)
{
    private readonly Dictionary<string, (int First, int Second)> _named = new(StringComparer.Ordinal);

    /// <summary>What is tried, one after the other.</summary>
    public static IEnumerable<OpenLengths> Tries =>
        [new((2, 3), (64, 96)), new((2, 3), (8, 12)), new((2, 3), (16, 24)), new((2, 3), (4, 6)), new((2, 3), (256, 320)),
            new((1, 1), (1, 2))];

    /// <summary>The two shapes of an input; null where none of its axes is open.</summary>
    public (Shape First, Shape Second)? Traced(IReadOnlyList<OnnxAxis> axes, Shape shape)
    {
        if (shape.IsKnown)
            return null;
        var lengths = shape.Select((length, axis) =>
        {
            if (length != Shape.Unknown)
                return (First: length, Second: length);
            var usual = axis == 0 ? batch : others;
            if (axes[axis].Name is not { Length: > 0 } name)
                return usual;
            return _named.TryGetValue(name, out var known) ? known : _named[name] = usual;
        }).ToArray();
        return (new Shape([.. lengths.Select(one => one.First)]), new Shape([.. lengths.Select(one => one.Second)]));
    }
}
