namespace Cornea.Initializers;

/// <summary>
/// Normal of variance 1 / fanIn, cut at two standard deviations: for selu. Source: LeCun, Bottou, Orr, Müller, "Efficient
/// backprop", 1998; Keras <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
/// <param name="InputAxes">The axes whose lengths make the number of inputs, with <paramref name="OutputAxes"/>; by the shape where
/// null.</param>
/// <param name="OutputAxes">The axes whose lengths make the number of outputs, with <paramref name="InputAxes"/>; by the shape where
/// null.</param>
public sealed record LecunNormal(long? Seed = null, IReadOnlyList<int>? InputAxes = null, IReadOnlyList<int>? OutputAxes = null)
    : FanInitializer(Seed, InputAxes, OutputAxes)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) => Scaled(shape, key, 1, FanMode.FanIn, WeightDistribution.TruncatedNormal);
}
