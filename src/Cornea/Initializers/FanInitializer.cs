namespace Cornea.Initializers;

/// <summary>
/// Random values whose variance is scale / fan: so signals neither grow nor shrink from layer to layer. The fans of a shape
/// are (n, n) for (n), and receptive * shape[-2] and receptive * shape[-1] otherwise, where receptive is the product of the
/// other axes: kernels of Dense (in, out) and of Conv2D (height, width, in, out). Keras:
/// <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Seed">The seed, or null.</param>
public abstract record FanInitializer(long? Seed) : RandomInitializer(Seed)
{
    // The standard deviation of a normal distribution of deviation 1 cut at 2.
    private const double CutDeviation = 0.87962566103423978;

    /// <summary>Inputs per unit and outputs per input of a weight.</summary>
    /// <param name="shape">The weight's shape.</param>
    public static (long FanIn, long FanOut) Fans(Shape shape)
    {
        if (shape.Rank < 2)
            return shape.Rank == 0 ? (1, 1) : (shape[0], shape[0]);
        long receptive = 1;
        foreach (var length in shape[..^2])
            receptive *= length;
        return (receptive * shape[^2], receptive * shape[^1]);
    }

    /// <summary>Draws values of variance scale / fan.</summary>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="key">The source of random numbers.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="mode">Which fan.</param>
    /// <param name="distribution">What to draw from; the uniform one has limits of plus and minus sqrt(3 scale / fan).</param>
    protected static Tensor Scaled(Shape shape, RandomKey key, double scale, FanMode mode, WeightDistribution distribution)
    {
        var (fanIn, fanOut) = Fans(shape);
        var fan = mode switch
        {
            FanMode.FanIn => fanIn,
            FanMode.FanOut => fanOut,
            _ => (fanIn + fanOut) / 2.0,
        };
        var variance = scale / Math.Max(1, fan);
        var limit = Math.Sqrt(3 * variance);
        return distribution switch
        {
            WeightDistribution.TruncatedNormal => key.TruncatedNormal(shape, 0, Math.Sqrt(variance) / CutDeviation),
            WeightDistribution.UntruncatedNormal => key.Normal(shape, 0, Math.Sqrt(variance)),
            _ => key.Uniform(shape, -limit, limit),
        };
    }
}
