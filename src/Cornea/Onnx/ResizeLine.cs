namespace Cornea.Onnx;

/// <summary>How the elements of one axis become those of the resized one.</summary>
/// <param name="Taps">How many elements each element of the result is made of.</param>
/// <param name="Indices">For each element of the result the elements that it is made of, each within the axis.</param>
/// <param name="Weights">Their weights; null where each is one element.</param>
/// <param name="Outside">Which elements of the result lie outside of the input and get a number of their own; null for none.</param>
internal sealed record ResizeLine(int Taps, int[] Indices, double[]? Weights, bool[]? Outside)
{
    private const int FewTaps = 4;

    /// <summary>Resizes an axis.</summary>
    public Tensor Apply(Tensor x, int axis)
    {
        if (Weights is null)
            return x.Gather(Tensor.From(Indices), axis);
        var length = Indices.Length / Taps;
        if (Taps <= FewTaps)
        {
            Tensor? sum = null;
            var along = Enumerable.Repeat(1, x.Rank).ToArray();
            along[axis] = length;
            for (var tap = 0; tap < Taps; tap++)
            {
                var index = Tensor.From(Every(Indices, tap, length));
                var weight = Tensor.From(Every(Weights, tap, length), new Shape(along)).Cast(x.DType);
                var part = x.Gather(index, axis) * weight;
                sum = sum is null ? part : sum + part;
            }
            return sum!;
        }
        var matrix = new double[x.Shape[axis] * length];
        for (var i = 0; i < Indices.Length; i++)
            matrix[Indices[i] * length + i / Taps] += Weights[i];
        return Tensor.TensorDot(x, Tensor.From(matrix, [x.Shape[axis], length]).Cast(x.DType), [axis], [0]).MoveAxis(-1, axis);
    }

    private T[] Every<T>(T[] values, int tap, int length)
    {
        var result = new T[length];
        for (var i = 0; i < length; i++)
            result[i] = values[i * Taps + tap];
        return result;
    }
}
