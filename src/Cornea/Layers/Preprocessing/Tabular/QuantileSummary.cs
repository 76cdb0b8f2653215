namespace Cornea.Layers;

/// <summary>Quantiles from about 1 / epsilon of the values, as Keras finds them (<c>layers/preprocessing/discretization.py</c>).</summary>
internal static class QuantileSummary
{
    public static IReadOnlyList<double> Boundaries(float[] values, int bins, double epsilon)
    {
        if (values.Length == 0)
            throw new ArgumentException("Discretization learns its bins from values, but received none.", nameof(values));
        Array.Sort(values);
        // Every step-th value stands for step values.
        var step = values.Length * epsilon;
        var kept = new List<(double Value, double Weight)>();
        for (var i = (int)step; i < values.Length; i += (int)Math.Max(step, 1))
            kept.Add((values[i], Math.Max(step, 1)));
        var summary = Compressed(Compressed(kept, epsilon), 1.0 / bins);
        return [.. summary.Take(summary.Count - 1).Select(entry => (double)(float)entry.Value)];
    }

    private static List<(double Value, double Weight)> Compressed(List<(double Value, double Weight)> summary, double epsilon)
    {
        if (summary.Count * epsilon < 1)
            return summary;
        var sums = new double[summary.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = summary[i].Weight + (i == 0 ? 0 : sums[i - 1]);
        var shares = sums.Select(sum => sum / sums[^1]).ToArray();
        var values = summary.Select(entry => entry.Value).ToArray();
        var result = new List<(double, double)>();
        var previous = 0.0;
        for (var i = 0; i < (int)Math.Ceiling(1 / epsilon); i++)
        {
            var share = epsilon + i * epsilon;
            var sum = Interpolated(share, shares, sums);
            result.Add((Interpolated(share, shares, values), sum - previous));
            previous = sum;
        }
        return result;
    }

    // numpy.interp
    private static double Interpolated(double x, double[] xs, double[] ys)
    {
        var i = Array.FindIndex(xs, place => place >= x);
        return i == 0 ? ys[0] : i < 0 ? ys[^1] : ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
    }
}
