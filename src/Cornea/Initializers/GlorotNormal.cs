namespace Cornea.Initializers;

/// <summary>
/// Normal of variance 2 / (fanIn + fanOut), cut at two standard deviations. Source: Glorot, Bengio, "Understanding the
/// difficulty of training deep feedforward neural networks", 2010; Keras <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
/// <param name="InputAxes">The axes whose lengths make the number of inputs, with <paramref name="OutputAxes"/>; by the shape where
/// null.</param>
/// <param name="OutputAxes">The axes whose lengths make the number of outputs, with <paramref name="InputAxes"/>; by the shape where
/// null.</param>
public sealed record GlorotNormal(long? Seed = null, IReadOnlyList<int>? InputAxes = null, IReadOnlyList<int>? OutputAxes = null)
    : FanInitializer(Seed, InputAxes, OutputAxes)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) =>
        Scaled(shape, key, 1, FanMode.FanAverage, WeightDistribution.TruncatedNormal);
}
