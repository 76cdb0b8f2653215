namespace Cornea.Layers;

/// <summary>
/// Output shapes with axes of unknown length: the graph is traced twice with different lengths put in, and the axes whose
/// lengths differ are the unknown ones. A traced graph holds no values.
/// </summary>
internal static class ShapeTrace
{
    // The batch, and other unknown axes: long enough for a stack of convolutions and poolings.
    private static readonly (int Batch, int Other)[] Probes = [(2, 64), (3, 96)];

    public static Tensors Inputs(IReadOnlyList<Shape> shapes, int probe) =>
        shapes.Select(shape => Tensor.Input(Known(shape, probe))).ToArray();

    /// <summary>Inputs of the lengths that came out of the layers before.</summary>
    /// <param name="values">What a layer is called on.</param>
    /// <param name="probe">Which of the two lengths.</param>
    /// <param name="afresh">Whether open lengths are put in anew.</param>
    public static Tensors Inputs(SymbolicTensors values, int probe, bool afresh) =>
        values.Select(value => Tensor.Input(
            value.Traced is { } traced && !afresh ? (probe == 0 ? traced.First : traced.Second) : Known(value.Shape, probe),
            value.DType)).ToArray();

    public static IReadOnlyList<Shape> Compare(Func<int, Tensors> trace)
    {
        var (first, second) = (trace(0), trace(1));
        return [.. first.Zip(second, (a, b) => Compare(a.Shape, b.Shape))];
    }

    public static Shape Compare(Shape a, Shape b) => new([.. a.Zip(b, (x, y) => x == y ? x : Shape.Unknown)]);

    private static Shape Known(Shape shape, int probe) => new([.. shape.Select((length, axis) =>
        length != Shape.Unknown ? length : axis == 0 ? Probes[probe].Batch : Probes[probe].Other)]);
}
