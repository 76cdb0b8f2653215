namespace Cornea.Initializers;

/// <summary>
/// A random matrix with orthogonal rows or columns of norm gain, whichever are fewer: the default of recurrent kernels. A
/// shape of more axes is taken as the matrix (product of all axes but the last, last axis). Source: Saxe, McClelland,
/// Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013; Keras
/// <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Gain">The norm.</param>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
[ConfigName("Orthogonal", "OrthogonalInitializer")]
public sealed record Orthogonal(double Gain = 1, long? Seed = null) : RandomInitializer(Seed)
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shape has fewer than two axes.</exception>
    protected override Tensor Draw(Shape shape, RandomKey key)
    {
        if (shape.Rank < 2)
        {
            throw new ShapeException(
                $"Orthogonal expects a shape of at least two axes, but received {shape}. Use another initializer for this weight.");
        }
        var columns = shape[^1];
        var rows = columns == 0 ? 0 : shape.Size / columns;
        var (length, count) = (Math.Max(rows, columns), Math.Min(rows, columns));
        // vectors: [count, length], the columns of the (length, count) matrix whose QR decomposition Keras takes.
        var vectors = key.Normal([count, length]).ToArray<double>();
        Orthonormalize(vectors, count, length);
        var matrix = Tensor.From(vectors, [count, length]) * Gain;
        return (rows < columns ? matrix : matrix.Transpose()).Cast(DType.Float32).Reshape(shape).Compute();
    }

    // Gram and Schmidt, each projection taken out twice so that the rounding errors of the first go too. The result is the Q
    // of the QR decomposition whose R has a positive diagonal: Keras's q * sign(diag(r)).
    private static void Orthonormalize(double[] vectors, int count, int length)
    {
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsSpan(i * length, length);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    var other = vectors.AsSpan(j * length, length);
                    var projection = Dot(vector, other);
                    for (var k = 0; k < vector.Length; k++)
                        vector[k] -= projection * other[k];
                }
            }
            var scale = 1 / Math.Sqrt(Dot(vector, vector));
            for (var k = 0; k < vector.Length; k++)
                vector[k] *= scale;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
