namespace Cornea.Initializers;

/// <summary>
/// Random values whose variance is scale / fan: so signals neither grow nor shrink from layer to layer. The fans of a shape
/// are (n, n) for (n), and receptive * shape[-2] and receptive * shape[-1] otherwise, where receptive is the product of the
/// other axes: kernels of Dense (in, out) and of Conv2D (height, width, in, out). Keras:
/// <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Seed">The seed, or null.</param>
/// <param name="InputAxes">The axes whose lengths make the number of inputs, with <paramref name="OutputAxes"/>; by the shape where
/// null.</param>
/// <param name="OutputAxes">The axes whose lengths make the number of outputs, with <paramref name="InputAxes"/>; by the shape where
/// null.</param>
public abstract record FanInitializer(long? Seed, IReadOnlyList<int>? InputAxes = null, IReadOnlyList<int>? OutputAxes = null)
    : RandomInitializer(Seed)
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
    protected Tensor Scaled(Shape shape, RandomKey key, double scale, FanMode mode, WeightDistribution distribution)
    {
        var (fanIn, fanOut) = InputAxes is not null && OutputAxes is not null ? (Product(shape, InputAxes), Product(shape, OutputAxes))
            : Fans(shape);
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

    /// <inheritdoc/>
    public virtual bool Equals(FanInitializer? other) => base.Equals(other) && Same(InputAxes, other.InputAxes)
        && Same(OutputAxes, other.OutputAxes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), InputAxes?.Count, OutputAxes?.Count);

    private static bool Same(IReadOnlyList<int>? a, IReadOnlyList<int>? b) => a is null ? b is null : b is not null && a.SequenceEqual(b);

    private static long Product(Shape shape, IReadOnlyList<int> axes) => axes.Aggregate(1L, (product, axis) => product * shape[axis]);
}
