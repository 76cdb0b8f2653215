namespace Cornea.Inspection;

/// <summary>Principal component analysis: the directions in which samples differ most.</summary>
/// <remarks>
/// By orthogonal iteration on the covariance, from a fixed start: the same samples give the same bits. The sign of a component is the one
/// that makes its greatest weight positive.
/// </remarks>
public sealed class PrincipalComponents
{
    private const int Iterations = 300;
    private const double Converged = 1e-12;

    private PrincipalComponents(double[] mean, double[][] components, double[] variances, double[][] projected)
    {
        (Mean, Components, Variances, Projected) = (mean, components, variances, projected);
    }

    /// <summary>The mean sample.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>The directions, of length 1, the greatest variance first.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Components { get; }

    /// <summary>The variance along each direction, divided by samples - 1.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>The coordinates of each sample along the directions.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Projected { get; }

    /// <summary>Finds the components of some samples.</summary>
    /// <param name="features">(samples, features), two samples or more; other axes are joined to the features.</param>
    /// <param name="components">How many directions.</param>
    public static PrincipalComponents Of(Tensor features, int components = 2)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (features.Rank < 2 || features.Shape[0] < 2)
            throw new ShapeException($"PrincipalComponents expects (samples, features), 2 samples or more, but received {features.Shape}.");
        int count = features.Shape[0], size = features.Size / count;
        components = Math.Min(components, Math.Min(count - 1, size));
        var values = features.ToArray<double>();
        var mean = new double[size];
        for (var i = 0; i < values.Length; i++)
            mean[i % size] += values[i] / count;
        for (var i = 0; i < values.Length; i++)
            values[i] -= mean[i % size];
        var (directions, variances) = Iterate(values, count, size, components);
        double[][] projected = [.. Enumerable.Range(0, count).Select(row => directions.Select(direction =>
            Dot(values.AsSpan(row * size, size), direction)).ToArray())];
        return new PrincipalComponents(mean, directions, variances, projected);
    }

    private static (double[][] Directions, double[] Variances) Iterate(double[] centered, int count, int size, int components)
    {
        // A few more directions than asked for make those asked for settle sooner.
        var width = Math.Min(components + 4, Math.Min(count - 1, size));
        var directions = Enumerable.Range(0, width).Select(k => Enumerable.Range(0, size)
            .Select(i => ((i + 1L) * 2654435761L * (k + 1) % 4093 - 2046) / 2046.0).ToArray()).ToArray();
        Orthogonalize(directions);
        var variances = new double[width];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var change = 0.0;
            for (var k = 0; k < width; k++)
            {
                var next = Covariance(centered, count, size, directions[k]);
                var variance = Math.Sqrt(Dot(next, next));
                change = Math.Max(change, Math.Abs(variance - variances[k]) / Math.Max(variance, 1e-300));
                (directions[k], variances[k]) = (next, variance);
            }
            Orthogonalize(directions);
            if (change < Converged)
                break;
        }
        for (var k = 0; k < width; k++)
        {
            variances[k] = Dot(Covariance(centered, count, size, directions[k]), directions[k]);
            if (directions[k].MaxBy(Math.Abs) < 0)
                directions[k] = Array.ConvertAll(directions[k], value => -value);
        }
        var order = Enumerable.Range(0, width).OrderByDescending(k => variances[k]).Take(components).ToArray();
        return ([.. order.Select(k => directions[k])], [.. order.Select(k => variances[k])]);
    }

    private static double[] Covariance(double[] centered, int count, int size, double[] direction)
    {
        var result = new double[size];
        for (var row = 0; row < count; row++)
        {
            var sample = centered.AsSpan(row * size, size);
            var along = Dot(sample, direction) / (count - 1);
            for (var i = 0; i < size; i++)
                result[i] += along * sample[i];
        }
        return result;
    }

    // Gram and Schmidt, twice: once is not exact enough where directions are almost parallel.
    private static void Orthogonalize(double[][] directions)
    {
        for (var k = 0; k < directions.Length; k++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                for (var other = 0; other < k; other++)
                {
                    var along = Dot(directions[k], directions[other]);
                    for (var i = 0; i < directions[k].Length; i++)
                        directions[k][i] -= along * directions[other][i];
                }
            }
            var length = Math.Sqrt(Dot(directions[k], directions[k]));
            for (var i = 0; i < directions[k].Length; i++)
                directions[k][i] = length > 1e-150 ? directions[k][i] / length : i == k ? 1 : 0;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
