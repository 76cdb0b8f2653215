namespace Cornea.Onnx;

/// <summary>How the elements of one axis become those of the resized one.</summary>
/// <param name="Indices">For each element of the result the elements that it is made of, each within the axis.</param>
/// <param name="Weights">Their weights; null where each is one element.</param>
/// <param name="Outside">Which elements of the result lie outside of the input and get a number of their own; null for none.</param>
internal sealed record ResizeLine(int[][] Indices, double[][]? Weights, bool[]? Outside)
{
    /// <summary>Resizes an axis.</summary>
    public Tensor Apply(Tensor x, int axis)
    {
        var length = Indices.Length;
        if (Weights is null)
            return x.Gather(Tensor.From(Indices.Select(index => index[0]).ToArray()), axis);
        var taps = Indices.Max(index => index.Length);
        if (taps <= 4)
        {
            Tensor? sum = null;
            var along = Enumerable.Repeat(1, x.Rank).ToArray();
            along[axis] = length;
            for (var tap = 0; tap < taps; tap++)
            {
                var index = Tensor.From(Indices.Select(one => one[Math.Min(tap, one.Length - 1)]).ToArray());
                var weight = Tensor.From(Weights.Select(one => tap < one.Length ? one[tap] : 0).ToArray(), new Shape(along)).Cast(x.DType);
                var part = x.Gather(index, axis) * weight;
                sum = sum is null ? part : sum + part;
            }
            return sum!;
        }
        var matrix = new double[x.Shape[axis] * length];
        for (var i = 0; i < length; i++)
        {
            for (var tap = 0; tap < Indices[i].Length; tap++)
                matrix[Indices[i][tap] * length + i] += Weights[i][tap];
        }
        return Tensor.TensorDot(x, Tensor.From(matrix, [x.Shape[axis], length]).Cast(x.DType), [axis], [0]).MoveAxis(-1, axis);
    }
}
