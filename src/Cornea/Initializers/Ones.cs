namespace Cornea.Initializers;

/// <summary>All 1. Source: Keras <c>initializers/constant_initializers.py</c>.</summary>
[ConfigName("Ones", "one")]
public sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, RandomKey key) => Tensor.Ones(shape);
}
