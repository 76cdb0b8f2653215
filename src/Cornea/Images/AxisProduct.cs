namespace Cornea.Images;

/// <summary>Linear maps along one spatial axis of (batch, height, width, channels): products with a matrix [new length, old
/// length].</summary>
internal static class AxisProduct
{
    public static Tensor Height(Tensor x, Tensor matrix)
    {
        var (batch, width, channels) = (x.Shape[0], x.Shape[2], x.Shape[3]);
        var rows = Tensor.MatMul(matrix, x.Reshape(new Shape(batch, x.Shape[1], width * channels)));
        return rows.Reshape(new Shape(batch, matrix.Shape[0], width, channels));
    }

    public static Tensor Width(Tensor x, Tensor matrix) => x.Shape[3] == 1
        ? Tensor.MatMul(x.Squeeze(3), matrix.Transpose()).ExpandDims(3)
        : Tensor.MatMul(x.MoveAxis(3, 2), matrix.Transpose()).MoveAxis(3, 2);

    /// <summary>The matrix of a correlation with a kernel wherever it lies wholly inside: [length - taps + 1, length].</summary>
    /// <param name="length">Values along the axis.</param>
    /// <param name="kernel">[taps].</param>
    public static Tensor Band(int length, Tensor kernel)
    {
        var taps = kernel.Size;
        var places = new int[length - taps + 1, length];
        for (var i = 0; i < places.GetLength(0); i++)
        {
            for (var j = 0; j < length; j++)
                places[i, j] = j >= i && j < i + taps ? j - i : taps;
        }
        return kernel.Pad([0], [1]).Gather(Tensor.From(places));
    }

    /// <summary>Gaussian weights that add up to 1: [taps].</summary>
    /// <param name="taps">How many.</param>
    /// <param name="sigma">The standard deviation in pixels: one number.</param>
    public static Tensor Gaussian(int taps, Tensor sigma)
    {
        var offsets = Tensor.Arange(0, taps) - (taps - 1) / 2.0;
        var weights = ((offsets / sigma.Reshape(Shape.Scalar)).Square() * -0.5).Exp();
        return weights / weights.Sum();
    }
}
