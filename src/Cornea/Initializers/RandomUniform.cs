namespace Cornea.Initializers;

/// <summary>
/// Uniform random values. Source: Keras <c>initializers/random_initializers.py</c>.
/// </summary>
/// <param name="Minimum">The lower end, included; Keras's argument <c>minval</c>.</param>
/// <param name="Maximum">The upper end, not included; Keras's argument <c>maxval</c>.</param>
/// <param name="Seed">With a seed the numbers depend on it and the shape alone; null for numbers from the layer's key.</param>
[ConfigName("RandomUniform", "uniform")]
public sealed record RandomUniform(
    [ConfigName("minval")] double Minimum = -0.05, [ConfigName("maxval")] double Maximum = 0.05, long? Seed = null)
        : RandomInitializer(Seed)
{
    /// <inheritdoc/>
    protected override Tensor Draw(Shape shape, RandomKey key) => key.Uniform(shape, Minimum, Maximum);
}
