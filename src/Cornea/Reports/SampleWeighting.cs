namespace Cornea.Reports;

/// <summary>How much each sample counts in an evaluation.</summary>
internal sealed class SampleWeighting
{
    private readonly double[]? _weights;

    private SampleWeighting(double[]? weights, int count)
    {
        _weights = weights;
        Total = weights?.Sum() ?? count;
    }

    /// <summary>Whether samples have weights of their own.</summary>
    public bool IsGiven => _weights is not null;

    /// <summary>The sum of all.</summary>
    public double Total { get; }

    /// <summary>The weight of a sample.</summary>
    public double this[int sample] => _weights?[sample] ?? 1;

    /// <summary>The weights of a tensor; 1 each where there is none.</summary>
    /// <exception cref="ArgumentException">There is another number of weights than samples, one is negative or none is above 0.</exception>
    public static SampleWeighting Of(Tensor? weights, int count)
    {
        if (weights is null)
            return new SampleWeighting(null, count);
        if (weights.Size != count)
        {
            throw new ArgumentException(
                $"An evaluation of {count} samples expects a weight for each, but received weights of shape {weights.Shape}.",
                nameof(weights));
        }
        var values = weights.ToArray<double>();
        return Array.TrueForAll(values, value => value >= 0 && double.IsFinite(value)) && values.Sum() > 0
            ? new SampleWeighting(values, count)
            : throw new ArgumentException(
                "An evaluation expects sample weights of 0 or more, one above 0 and none infinite or missing.", nameof(weights));
    }

    /// <summary>The weighted mean of a value of each sample.</summary>
    public double Mean(Func<int, double> value)
    {
        var (sum, count) = (0.0, _weights?.Length ?? (int)Total);
        for (var i = 0; i < count; i++)
            sum += value(i) * this[i];
        return sum / Total;
    }
}
