namespace Cornea.Initializers;

/// <summary>
/// Random values of variance scale / fan. Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015; Keras
/// <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Scale">The scale; above 0.</param>
/// <param name="Mode">Which fan.</param>
/// <param name="Distribution">What to draw from.</param>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
/// <param name="InputAxes">The axes whose lengths make the number of inputs, with <paramref name="OutputAxes"/>; by the shape where
/// null.</param>
/// <param name="OutputAxes">The axes whose lengths make the number of outputs, with <paramref name="InputAxes"/>; by the shape where
/// null.</param>
public sealed record VarianceScaling(
    double Scale = 1, FanMode Mode = FanMode.FanIn, WeightDistribution Distribution = WeightDistribution.TruncatedNormal, long? Seed = null,
    IReadOnlyList<int>? InputAxes = null, IReadOnlyList<int>? OutputAxes = null)
    : FanInitializer(Seed, InputAxes, OutputAxes)
{
    /// <summary>The scale.</summary>
    public double Scale { get; init; } = Scale > 0 ? Scale : throw new ArgumentOutOfRangeException(
        nameof(Scale), $"VarianceScaling expects a scale above 0, but received {Scale}. Use 1, or 2 for relu.");

    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) => Scaled(shape, key, Scale, Mode, Distribution);
}
