namespace Cornea.Layers;

/// <summary>Returns its input. Keras: <c>keras.layers.Identity</c>.</summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/core/identity.py</c>.</remarks>
public sealed class Identity : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Identity(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs;
}
