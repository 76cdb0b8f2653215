namespace Cornea.Quantization;

/// <summary>How often magnitudes occur, in bins of equal width from 0 to the largest.</summary>
internal sealed class MagnitudeHistogram
{
    private const int Bins = 2048;

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

    private float End(int bin) => _largest * bin / Bins;
}
