namespace Cornea.Initializers;

/// <summary>
/// Uniform between plus and minus sqrt(6 / fanIn): for relu. Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers",
/// 2015; Keras <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
/// <param name="InputAxes">The axes whose lengths make the number of inputs, with <paramref name="OutputAxes"/>; by the shape where
/// null.</param>
/// <param name="OutputAxes">The axes whose lengths make the number of outputs, with <paramref name="InputAxes"/>; by the shape where
/// null.</param>
public sealed record HeUniform(long? Seed = null, IReadOnlyList<int>? InputAxes = null, IReadOnlyList<int>? OutputAxes = null)
    : FanInitializer(Seed, InputAxes, OutputAxes)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) => Scaled(shape, key, 2, FanMode.FanIn, WeightDistribution.Uniform);
}
