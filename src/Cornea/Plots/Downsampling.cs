namespace Cornea.Plots;

/// <summary>Leaves out points that nobody could see: a run of a million steps becomes a drawing of a few kilobytes.</summary>
internal static class Downsampling
{
    /// <summary>
    /// The points unchanged where they are few or do not run from left to right; else for each of <paramref name="columns"/> the
    /// first, least, greatest and last, so that no peak is lost and the line joins as before.
    /// </summary>
    public static List<(double X, double Y)> Reduce(List<(double X, double Y)> points, Scale across, int columns)
    {
        if (points.Count <= 4 * columns) return points;
        for (var i = 1; i < points.Count; i++)
            if (points[i].X < points[i - 1].X) return points;

        var kept = new List<(double X, double Y)>();
        for (int start = 0, end; start < points.Count; start = end)
        {
            int column = Column(start), least = start, greatest = start;
            for (end = start; end < points.Count && Column(end) == column; end++)
            {
                if (points[end].Y < points[least].Y) least = end;
                if (points[end].Y > points[greatest].Y) greatest = end;
            }

            foreach (var i in new SortedSet<int> { start, least, greatest, end - 1 }) kept.Add(points[i]);
        }

        return kept;

        int Column(int i) => (int)((across[points[i].X] - across.From) / (across.To - across.From) * columns);
    }
}
