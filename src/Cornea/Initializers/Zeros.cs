namespace Cornea.Initializers;

/// <summary>All 0: the default of biases. Source: Keras <c>initializers/constant_initializers.py</c>.</summary>
[ConfigName("Zeros", "zero")]
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, RandomKey key) => Tensor.Zeros(shape);
}
