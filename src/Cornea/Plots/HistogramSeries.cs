namespace Cornea.Plots;

/// <summary>How values are spread over buckets of one width.</summary>
/// <param name="Name">What the values are.</param>
/// <param name="Low">The lower end of the first bucket.</param>
/// <param name="High">The upper end of the last bucket.</param>
/// <param name="Counts">Values in each bucket.</param>
public sealed record HistogramSeries(string Name, double Low, double High, IReadOnlyList<long> Counts)
{
    /// <summary>The mean of the values.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>The standard deviation of the values.</summary>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>Values that are no finite numbers; they are in no bucket.</summary>
    public long NonFinite { get; init; }

    /// <summary>Counts values.</summary>
    /// <param name="name">What the values are.</param>
    /// <param name="values">The values.</param>
    /// <param name="buckets">How many buckets to make.</param>
    public static HistogramSeries Of(string name, ReadOnlySpan<double> values, int buckets = 40)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        var (count, low, high, sum) = (0L, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            count++;
            (low, high, sum) = (Math.Min(low, value), Math.Max(high, value), sum + value);
        }
        if (count == 0)
            (low, high) = (0, 1);
        else if (low == high)
            (low, high) = (low - Math.Max(0.5, Math.Abs(low) * 1e-6), high + Math.Max(0.5, Math.Abs(high) * 1e-6));
        var (counts, mean, squares) = (new long[buckets], count > 0 ? sum / count : double.NaN, 0.0);
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            counts[Math.Clamp((int)((value - low) / (high - low) * buckets), 0, buckets - 1)]++;
            squares += (value - mean) * (value - mean);
        }
        return new HistogramSeries(name, low, high, counts)
        {
            Mean = mean,
            StandardDeviation = count > 0 ? Math.Sqrt(squares / count) : double.NaN,
            NonFinite = values.Length - count,
        };
    }
}
