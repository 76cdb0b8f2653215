namespace Cornea.Imaging;

/// <summary>Linear maps along one spatial axis of (batch, height, width, channels): products with a matrix [new length, old
/// length].</summary>
internal static class AxisProduct
{
    // Up to here shifted or gathered copies are added up; a product reads every element for each result.
    private const int FewTaps = 9;

    /// <summary>The map of weights [new length, old length] along axis 1 or 2.</summary>
    public static Tensor Along(Tensor x, int axis, float[,] weights)
    {
        // Single numbers are slow to gather one by one.
        if (x.Shape[3] > 1 && Taps(weights) is { } taps)
        {
            // Weights of columns once per channel, so that the sums run along whole rows: (batch, rows, columns · channels).
            var (rows, columns) = axis == 1 ? (weights.GetLength(0), x.Shape[2]) : (x.Shape[1], weights.GetLength(0));
            var (batch, channels) = (x.Shape[0], x.Shape[3]);
            Tensor Term((int[] Positions, float[] Weights) tap)
            {
                var pixels = x.Gather(Tensor.From(tap.Positions), axis).Reshape(new Shape(batch, rows, columns * channels));
                return pixels * (axis == 1
                    ? Tensor.From(tap.Weights, [rows, 1])
                    : Tensor.From(tap.Weights.SelectMany(weight => Enumerable.Repeat(weight, channels)).ToArray())).Cast(x.DType);
            }
            return taps.Select(Term).Aggregate((sum, term) => sum + term).Reshape(new Shape(batch, rows, columns, channels));
        }
        var matrix = Tensor.From(weights).Cast(x.DType);
        return axis == 1 ? Height(x, matrix) : Width(x, matrix);
    }

    /// <summary>The correlation with a kernel [taps] along axis 1 or 2, wherever it lies wholly inside.</summary>
    public static Tensor Slide(Tensor x, int axis, Tensor kernel)
    {
        if (kernel.Size > FewTaps)
            return axis == 1 ? Height(x, Band(x.Shape[1], kernel)) : Width(x, Band(x.Shape[2], kernel));
        var length = x.Shape[axis] - kernel.Size + 1;
        return Enumerable.Range(0, kernel.Size).Select(i => x.Narrow(axis, i, length) * kernel.Narrow(0, i, 1))
            .Aggregate((sum, term) => sum + term);
    }

    private static Tensor Height(Tensor x, Tensor matrix)
    {
        var (batch, width, channels) = (x.Shape[0], x.Shape[2], x.Shape[3]);
        var rows = Tensor.MatMul(matrix, x.Reshape(new Shape(batch, x.Shape[1], width * channels)));
        return rows.Reshape(new Shape(batch, matrix.Shape[0], width, channels));
    }

    private static Tensor Width(Tensor x, Tensor matrix) => x.Shape[3] == 1
        ? Tensor.MatMul(x.Squeeze(3), matrix.Transpose()).ExpandDims(3)
        : Tensor.MatMul(x.MoveAxis(3, 2), matrix.Transpose()).MoveAxis(3, 2);

    // Per tap the old position and the weight of each new position; null where there are too many.
    private static (int[] Positions, float[] Weights)[]? Taps(float[,] weights)
    {
        const int Most = 4;
        var (to, from) = (weights.GetLength(0), weights.GetLength(1));
        var taps = Enumerable.Range(0, Most).Select(_ => (Positions: new int[to], Weights: new float[to])).ToArray();
        var most = 1;
        for (var i = 0; i < to; i++)
        {
            var count = 0;
            for (var j = 0; j < from; j++)
            {
                if (weights[i, j] == 0)
                    continue;
                if (count == Most)
                    return null;
                (taps[count].Positions[i], taps[count].Weights[i]) = (j, weights[i, j]);
                count++;
            }
            most = Math.Max(most, count);
        }
        return taps[..most];
    }

    /// <summary>The matrix of a correlation with a kernel wherever it lies wholly inside: [length - taps + 1, length].</summary>
    /// <param name="length">Values along the axis.</param>
    /// <param name="kernel">[taps].</param>
    private static Tensor Band(int length, Tensor kernel)
    {
        var taps = kernel.Size;
        var positions = new int[length - taps + 1, length];
        for (var i = 0; i < positions.GetLength(0); i++)
        {
            for (var j = 0; j < length; j++)
                positions[i, j] = j >= i && j < i + taps ? j - i : taps;
        }
        return kernel.Pad([0], [1]).Gather(Tensor.From(positions));
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
