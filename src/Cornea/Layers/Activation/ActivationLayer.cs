namespace Cornea.Layers;

/// <summary>
/// Applies an activation function to its input. Keras: <c>keras.layers.Activation</c>, under which name files know it; in C#
/// <see cref="Activation"/> is the function.
/// </summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/activations/activation.py</c>.</remarks>
public sealed class ActivationLayer : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="activation">The function.</param>
    /// <param name="name">The layer's name.</param>
    public ActivationLayer(Activation activation, string? name = null) : base(name) => Activation = activation;

    /// <inheritdoc/>
    public override string ClassName => "Activation";

    /// <summary>The function.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => Activation.Apply(inputs);
}
