namespace Cornea.Inspection;

/// <summary>
/// t-SNE (van der Maaten and Hinton, 2008): places samples in a plane so that those near each other stay so. Exact, for up to a few
/// thousand samples; the same samples and seed give the same bits.
/// </summary>
/// <remarks>
/// Distances in the plane mean little beyond "near", and sizes of groups nothing. The affinities are Gaussian, with a width for each
/// sample that makes their perplexity the one asked for; the start is the two principal components, scaled to 0.0001.
/// </remarks>
public sealed class TSne
{
    private const int Early = 250;
    private const double Exaggeration = 12;

    private readonly int _count;
    private readonly double[] _affinities;

    private TSne(double[] distances, int count, double perplexity)
    {
        _count = count;
        _affinities = Joint(distances, count, perplexity);
        Points = [];
    }

    /// <summary>The place of each sample.</summary>
    public IReadOnlyList<(double X, double Y)> Points { get; private set; }

    /// <summary>How far the affinities in the plane are from those of the samples: the Kullback-Leibler divergence.</summary>
    public double Divergence { get; private set; }

    /// <summary>Places samples in a plane.</summary>
    /// <param name="features">(samples, features), 4 samples or more; other axes are joined to the features.</param>
    /// <param name="perplexity">About how many samples count as near; at most a third of the others.</param>
    /// <param name="iterations">Steps of gradient descent.</param>
    /// <param name="components">Principal components that distances are measured in; the features themselves where they are fewer.</param>
    /// <param name="seed">Moves the start by very little, so that equal samples come apart.</param>
    public static TSne Of(Tensor features, double perplexity = 30, int iterations = 750, int components = 50, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (features.Rank < 2 || features.Shape[0] < 4)
            throw new ShapeException($"TSne expects (samples, features), 4 samples or more, but received {features.Shape}.");
        var count = features.Shape[0];
        var reduced = PrincipalComponents.Of(features, components).Projected;
        var distances = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
                distances[i * count + j] = distances[j * count + i] = reduced[i].Zip(reduced[j], (a, b) => (a - b) * (a - b)).Sum();
        }
        var embedding = new TSne(distances, count, Math.Clamp(perplexity, 1, (count - 1) / 3.0));
        embedding.Descend(Start(reduced, seed), iterations);
        return embedding;
    }

    /// <summary>The places as a plot, a kind of points per class.</summary>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="names">The names of the classes; their numbers where null.</param>
    public ScatterPlot Plot(IReadOnlyList<int> labels, IReadOnlyList<string>? names = null) =>
        FeatureScatter.Of("t-SNE", Points, labels, names);

    private static double[] Start(IReadOnlyList<IReadOnlyList<double>> reduced, long seed)
    {
        var places = new double[2 * reduced.Count];
        var random = new SplitMix(seed);
        for (var i = 0; i < places.Length; i++)
        {
            var component = Math.Min(i % 2, reduced[0].Count - 1);
            var scale = Math.Sqrt(reduced.Average(row => row[component] * row[component]));
            places[i] = 1e-4 * (reduced[i / 2][component] / Math.Max(scale, 1e-300) + 0.01 * (random.Next() - 0.5));
        }
        return places;
    }

    // Symmetric affinities that sum to 1.
    private static double[] Joint(double[] distances, int count, double perplexity)
    {
        var conditional = new double[count * count];
        for (var i = 0; i < count; i++)
            Conditional(distances.AsSpan(i * count, count), conditional.AsSpan(i * count, count), i, Math.Log(perplexity));
        var joint = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
                joint[i * count + j] = Math.Max((conditional[i * count + j] + conditional[j * count + i]) / (2.0 * count), 1e-12);
        }
        return joint;
    }

    // The width of the Gaussian is found by bisection, so that the entropy is the logarithm of the perplexity.
    private static void Conditional(ReadOnlySpan<double> distances, Span<double> result, int own, double entropy)
    {
        double low = 0, high = double.PositiveInfinity, precision = 1;
        var least = double.PositiveInfinity;
        for (var j = 0; j < distances.Length; j++)
            least = j == own ? least : Math.Min(least, distances[j]);
        for (var step = 0; step < 100; step++)
        {
            double sum = 0, weighted = 0;
            for (var j = 0; j < distances.Length; j++)
            {
                // The nearest is taken away from all, so that the greatest weight is 1.
                result[j] = j == own ? 0 : Math.Exp(-(distances[j] - least) * precision);
                sum += result[j];
                weighted += result[j] * (distances[j] - least);
            }
            var found = Math.Log(sum) + precision * weighted / sum;
            for (var j = 0; j < distances.Length; j++)
                result[j] /= sum;
            if (Math.Abs(found - entropy) < 1e-5)
                return;
            if (found > entropy)
                (low, precision) = (precision, double.IsInfinity(high) ? precision * 2 : (precision + high) / 2);
            else
                (high, precision) = (precision, (low + precision) / 2);
        }
    }

    private void Descend(double[] places, int iterations)
    {
        var (speed, gains, gradient) = (new double[places.Length], new double[places.Length], new double[places.Length]);
        Array.Fill(gains, 1);
        var rate = Math.Max(_count / Exaggeration / 4, 50);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var isEarly = iteration < Math.Min(Early, iterations / 2);
            Divergence = Gradient(places, gradient, isEarly ? Exaggeration : 1);
            for (var i = 0; i < places.Length; i++)
            {
                gains[i] = Math.Sign(gradient[i]) == Math.Sign(speed[i]) ? Math.Max(gains[i] * 0.8, 0.01) : gains[i] + 0.2;
                speed[i] = (isEarly ? 0.5 : 0.8) * speed[i] - rate * gains[i] * gradient[i];
                places[i] += speed[i];
            }
        }
        Divergence = Gradient(places, gradient, 1);
        Points = [.. Enumerable.Range(0, _count).Select(i => (places[2 * i], places[2 * i + 1]))];
    }

    private double Gradient(double[] places, double[] gradient, double exaggeration)
    {
        var closeness = new double[_count * _count];
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (x, y) = (places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1]);
                sum += 2 * (closeness[i * _count + j] = 1 / (1 + x * x + y * y));
            }
        }
        Array.Clear(gradient);
        var divergence = 0.0;
        for (var i = 0; i < _count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (near, p) = (closeness[i * _count + j], _affinities[i * _count + j]);
                var q = Math.Max(near / sum, 1e-12);
                divergence += 2 * p * Math.Log(p / q);
                var pull = 4 * (exaggeration * p - q) * near;
                var (x, y) = (pull * (places[2 * i] - places[2 * j]), pull * (places[2 * i + 1] - places[2 * j + 1]));
                (gradient[2 * i], gradient[2 * i + 1]) = (gradient[2 * i] + x, gradient[2 * i + 1] + y);
                (gradient[2 * j], gradient[2 * j + 1]) = (gradient[2 * j] - x, gradient[2 * j + 1] - y);
            }
        }
        return divergence;
    }
}
