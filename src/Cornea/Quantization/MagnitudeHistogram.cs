namespace Cornea.Quantization;

/// <summary>How often magnitudes occur, in bins of equal width from 0 to the largest.</summary>
internal sealed class MagnitudeHistogram
{
    private const int Bins = 2048;
    private const int Levels = 128; // magnitudes of int8

    private readonly long[] _counts = new long[Bins];
    private readonly float _largest;

    /// <summary>Makes empty bins.</summary>
    /// <param name="largest">The largest magnitude that will come.</param>
    public MagnitudeHistogram(float largest) => _largest = largest;

    /// <summary>Counts magnitudes.</summary>
    public void Add(ReadOnlySpan<float> magnitudes)
    {
        if (_largest == 0)
            return;
        var scale = Bins / _largest;
        foreach (var value in magnitudes)
            _counts[Math.Min(Bins - 1, (int)(value * scale))]++;
    }

    /// <summary>The end of the first bin up to which a share of all magnitudes lies.</summary>
    /// <param name="percent">The share, of a hundred.</param>
    public float Percentile(double percent)
    {
        var wanted = _counts.Sum() * percent / 100;
        var (bin, seen) = (0, 0L);
        while (bin < Bins - 1 && seen + _counts[bin] < wanted)
            seen += _counts[bin++];
        return End(bin + 1);
    }

    /// <summary>The range for which 128 levels lose least: what lies beyond it counts to its last bin, and the distribution is compared
    /// with the one whose bins of a level all have the level's mean, by the Kullback-Leibler divergence sum p log(p / q).</summary>
    public float LeastDivergence()
    {
        var (best, least) = (Bins, double.PositiveInfinity);
        for (var bins = Levels; bins <= Bins; bins++)
        {
            var divergence = Divergence(bins);
            if (divergence < least)
                (best, least) = (bins, divergence);
        }
        return End(best);
    }

    private float End(int bin) => _largest * bin / Bins;

    private double Divergence(int bins)
    {
        double total = _counts.Sum();
        if (total == 0)
            return 0;
        long beyond = 0, inside = 0;
        for (var i = 0; i < Bins; i++)
            (inside, beyond) = i < bins ? (inside + _counts[i], beyond) : (inside, beyond + _counts[i]);
        if (inside == 0)
            return double.PositiveInfinity;
        double divergence = 0;
        for (var level = 0; level < Levels; level++)
        {
            int first = (int)((long)bins * level / Levels), last = (int)((long)bins * (level + 1) / Levels);
            long sum = 0;
            var filled = 0;
            for (var i = first; i < last; i++)
                (sum, filled) = (sum + _counts[i], filled + (_counts[i] > 0 ? 1 : 0));
            for (var i = first; i < last; i++)
            {
                var p = (_counts[i] + (i == bins - 1 ? beyond : 0)) / total;
                // What is clipped falls into a level that may have nothing of its own.
                var q = _counts[i] > 0 ? sum / (double)filled / inside : 0;
                if (p > 0)
                    divergence += q > 0 ? p * Math.Log(p / q) : p * Math.Log(p * total * total);
            }
        }
        return divergence;
    }
}
