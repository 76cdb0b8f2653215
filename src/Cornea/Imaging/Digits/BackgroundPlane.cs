namespace Cornea.Imaging;

/// <summary>The background of a picture as a plane of light, found from its border.</summary>
/// <param name="Level">The light at (0, 0).</param>
/// <param name="Across">Its change from a pixel to the next in a row.</param>
/// <param name="Down">Its change from a row to the next.</param>
/// <param name="Noise">How far the border lies off the plane, in levels, except for its farthest twentieth; 0.5 at least.</param>
internal sealed record BackgroundPlane(double Level, double Across, double Down, double Noise)
{
    // Border pixels farther from the plane than this are ink that touches the border.
    private const double Farthest = 40;
    private const double LeastNoise = 0.5;

    public double this[int x, int y] => Level + Across * x + Down * y;

    /// <summary>Fits a plane by least squares, starting from the median, and again without the pixels that lie far off.</summary>
    public static BackgroundPlane Fit(float[] levels, int width, int height)
    {
        (int X, int Y, double Level)[] border =
        [
            .. Enumerable.Range(0, levels.Length)
                .Where(i => i % width == 0 || i % width == width - 1 || i < width || i >= levels.Length - width)
                .Select(i => (i % width, i / width, (double)levels[i])),
        ];
        var plane = new BackgroundPlane(border.Select(pixel => pixel.Level).Order().ElementAt(border.Length / 2), 0, 0, LeastNoise);
        for (var pass = 0; pass < 2 && Math.Min(width, height) > 1; pass++)
        {
            var kept = border.Where(pixel => plane.Distance(pixel) <= Farthest).ToArray();
            plane = Solve(kept, plane);
        }
        double[] distances = [.. border.Select(plane.Distance).Where(distance => distance <= Farthest).Order()];
        return plane with { Noise = Math.Max(LeastNoise, distances.Length == 0 ? 0 : distances[(distances.Length - 1) * 19 / 20]) };
    }

    private double Distance((int X, int Y, double Level) pixel) => Math.Abs(pixel.Level - this[pixel.X, pixel.Y]);

    // Around the mean of the points the level drops out, and two equations for the slopes are left.
    private static BackgroundPlane Solve((int X, int Y, double Level)[] points, BackgroundPlane before)
    {
        if (points.Length < 3)
        {
            return before;
        }
        double x = points.Average(point => point.X), y = points.Average(point => point.Y), level = points.Average(point => point.Level);
        double xx = 0, xy = 0, yy = 0, xl = 0, yl = 0;
        foreach (var point in points)
        {
            double dx = point.X - x, dy = point.Y - y, dl = point.Level - level;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
            xl += dx * dl;
            yl += dy * dl;
        }
        double determinant = xx * yy - xy * xy;
        if (determinant < 1e-6 * xx * yy || xx == 0 || yy == 0)
        {
            return before with { Level = level - before.Across * x - before.Down * y };
        }
        double across = (xl * yy - yl * xy) / determinant, down = (yl * xx - xl * xy) / determinant;
        return before with { Level = level - across * x - down * y, Across = across, Down = down };
    }
}
