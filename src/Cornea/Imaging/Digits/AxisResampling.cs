namespace Cornea.Imaging;

/// <summary>The weights that bring an axis of a picture to another length: for each target pixel where it starts and what it adds
/// up.</summary>
/// <param name="Starts">The first source pixel of each target pixel.</param>
/// <param name="Weights">The weights from there on; they sum to 1.</param>
internal sealed record AxisResampling(int[] Starts, float[][] Weights)
{
    public static AxisResampling Create(int source, int target)
    {
        var resampling = new AxisResampling(new int[target], new float[target][]);
        double scale = (double)source / target;
        for (var i = 0; i < target; i++)
        {
            var (start, weights) = scale >= 1 ? Area(i * scale, (i + 1) * scale, source) : Linear((i + 0.5) * scale - 0.5, source);
            resampling.Starts[i] = start;
            resampling.Weights[i] = weights;
        }
        return resampling;
    }

    public void Apply(ReadOnlySpan<float> source, int sourceStride, Span<float> target, int targetStride)
    {
        for (var i = 0; i < Starts.Length; i++)
        {
            float sum = 0;
            for (var j = 0; j < Weights[i].Length; j++)
            {
                sum += Weights[i][j] * source[(Starts[i] + j) * sourceStride];
            }
            target[i * targetStride] = sum;
        }
    }

    private static (int Start, float[] Weights) Area(double from, double to, int source)
    {
        int start = Math.Min((int)from, source - 1), end = Math.Min((int)Math.Ceiling(to - 1e-9), source);
        var weights = new float[Math.Max(1, end - start)];
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] = (float)((Math.Min(to, start + j + 1) - Math.Max(from, start + j)) / (to - from));
        }
        return (start, weights);
    }

    private static (int Start, float[] Weights) Linear(double at, int source)
    {
        double held = Math.Clamp(at, 0, source - 1);
        int start = Math.Min((int)held, Math.Max(0, source - 2));
        var share = (float)(held - start);
        return source == 1 ? (0, [1]) : (start, [1 - share, share]);
    }
}
