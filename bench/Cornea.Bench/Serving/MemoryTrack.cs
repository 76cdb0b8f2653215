namespace Cornea.Bench.Serving;

/// <summary>Memory at ten points of a run; the first is a tenth into it, when what is made once is there.</summary>
internal sealed class MemoryTrack(long count)
{
    private readonly List<(double Managed, double Resident)> _points = [];

    public void Reached(long done)
    {
        if (done % Math.Max(1, count / 10) != 0)
            return;
        lock (_points)
        {
            _points.Add(ServedWorkload.Memory());
        }
    }

    /// <summary>Prints the points, and says whether the managed heap grew by less than so many megabytes between them.</summary>
    public bool IsFlat(double megabytes)
    {
        Console.WriteLine($"managed MB:  {string.Join(' ', _points.Select(point => $"{point.Managed:F1}"))}");
        Console.WriteLine($"resident MB: {string.Join(' ', _points.Select(point => $"{point.Resident:F0}"))}");
        return _points[^1].Managed - _points[0].Managed < megabytes;
    }
}
