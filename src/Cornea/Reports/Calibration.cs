namespace Cornea.Reports;

/// <summary>Whether probabilities mean what they say: how the confidence of predictions compares with how often they are right.</summary>
/// <param name="Bins">Ranges of confidence of one width.</param>
public sealed record Calibration(IReadOnlyList<ReliabilityBin> Bins)
{
    private long Count => Bins.Sum(bin => (long)bin.Count);

    /// <summary>The expected calibration error: the mean over all predictions of |accuracy - confidence| of their bin (Guo et al.,
    /// 2017).</summary>
    public double ExpectedError => Bins.Where(bin => bin.Count > 0)
        .Sum(bin => bin.Count / (double)Count * Math.Abs(bin.Accuracy - bin.Confidence));

    /// <summary>The greatest |accuracy - confidence| of a bin.</summary>
    public double MaximumError => Bins.Where(bin => bin.Count > 0).Select(bin => Math.Abs(bin.Accuracy - bin.Confidence)).Append(0).Max();

    /// <summary>Puts predictions into bins by their confidence.</summary>
    /// <param name="predictions">The confidence of each prediction, 0 to 1, and whether it is right.</param>
    /// <param name="bins">How many bins; a bin holds its upper end, not its lower.</param>
    public static Calibration Of(IEnumerable<(double Confidence, bool IsRight)> predictions, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (counts, right, confidence) = (new int[bins], new int[bins], new double[bins]);
        foreach (var (value, isRight) in predictions)
        {
            if (double.IsNaN(value))
                continue;
            var bin = Math.Clamp((int)Math.Ceiling(value * bins) - 1, 0, bins - 1);
            counts[bin]++;
            right[bin] += isRight ? 1 : 0;
            confidence[bin] += value;
        }
        return new Calibration([.. Enumerable.Range(0, bins).Select(bin => new ReliabilityBin(bin / (double)bins, (bin + 1) / (double)bins,
            counts[bin], confidence[bin] / counts[bin], right[bin] / (double)counts[bin]))]);
    }

    /// <summary>The calibration as a plot.</summary>
    public ReliabilityPlot Plot() => new("Reliability", Bins);
}
