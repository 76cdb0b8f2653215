namespace Cornea.Initializers;

/// <summary>
/// Normal random values. Source: Keras <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation; Keras's argument <c>stddev</c>.</param>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
[ConfigName("RandomNormal", "normal")]
public sealed record RandomNormal(
    double Mean = 0, [ConfigName("stddev")] double StandardDeviation = 0.05, long? Seed = null)
    : RandomInitializer(Seed)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) => key.Normal(shape, Mean, StandardDeviation);
}
