namespace Cornea.Layers;

/// <summary>Hands its input on. Keras: <c>keras.layers.Identity</c>.</summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/core/identity.py</c>.</remarks>
public sealed class Identity : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Identity(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs;
}
