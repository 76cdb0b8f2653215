namespace Cornea.Imaging;

/// <summary>
/// Which pixels make up a pixel of a resized axis. Pixels are areas: the centre of pixel i of n lies at (i + 0.5) / n of the
/// axis. Sources: Keras, <c>backend/torch/image.py</c>, <c>jax.image.scale_and_translate</c>.
/// </summary>
internal static class ResizeWeights
{
    /// <summary>The nearest old pixel of each new one.</summary>
    public static int[] Nearest(int from, int to) => [.. Enumerable.Range(0, to).Select(i => (int)((2L * i + 1) * from / (2L * to)))];

    /// <summary>The weights, [to, from]; each row adds up to 1.</summary>
    /// <param name="from">Old length.</param>
    /// <param name="to">New length.</param>
    /// <param name="interpolation">Any but Nearest.</param>
    /// <param name="antialias">Whether the kernel is widened where the axis becomes shorter, so that every pixel counts.</param>
    public static float[,] Matrix(int from, int to, Interpolation interpolation, bool antialias)
    {
        var weights = new float[to, from];
        var scale = (double)from / to;
        var widening = antialias ? Math.Max(scale, 1) : 1;
        // PyTorch repeats the edge with -0.75, but widens the kernel as Pillow does: with -0.5 and scaled weights.
        var repeatEdge = interpolation == Interpolation.BicubicSharp && !antialias;
        var support = Support(interpolation) * widening;
        for (var i = 0; i < to; i++)
        {
            var center = (i + 0.5) * scale - 0.5;
            var (first, last) = ((int)Math.Ceiling(center - support), (int)Math.Floor(center + support));
            var row = new double[from];
            for (var j = repeatEdge ? first : Math.Max(first, 0); j <= (repeatEdge ? last : Math.Min(last, from - 1)); j++)
                row[Math.Clamp(j, 0, from - 1)] += Weight(interpolation, Math.Abs(center - j) / widening, repeatEdge);
            var sum = row.Sum();
            for (var j = 0; j < from; j++)
                weights[i, j] = (float)(row[j] / sum);
        }
        return weights;
    }

    private static int Support(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => 1,
        Interpolation.Bicubic or Interpolation.BicubicSharp => 2,
        Interpolation.Lanczos3 => 3,
        Interpolation.Lanczos5 => 5,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation,
            "Weights are made for Bilinear, Bicubic, BicubicSharp, Lanczos3 and Lanczos5."),
    };

    private static double Weight(Interpolation interpolation, double x, bool sharp) => interpolation switch
    {
        Interpolation.Bilinear => Math.Max(0, 1 - x),
        Interpolation.Lanczos3 => Lanczos(x, 3),
        Interpolation.Lanczos5 => Lanczos(x, 5),
        _ => Cubic(x, sharp ? -0.75 : -0.5),
    };

    private static double Cubic(double x, double a) => x switch
    {
        <= 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a,
        _ => 0,
    };

    private static double Lanczos(double x, int radius) => x < 1e-3 ? 1
        : x >= radius ? 0
        : radius * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / radius) / (Math.PI * Math.PI * x * x);
}
