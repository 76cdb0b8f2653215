namespace Cornea.Initializers;

/// <summary>All one number. Source: Keras <c>initializers/constant_initializers.py</c>.</summary>
/// <param name="Value">The number.</param>
public sealed record Constant([ConfigName("value", "val")] double Value = 0) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, RandomKey key) => Tensor.Full(shape, Value);
}
