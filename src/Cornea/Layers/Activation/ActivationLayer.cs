namespace Cornea.Layers;

/// <summary>
/// Applies an activation function to its input. Keras: <c>keras.layers.Activation</c>, under which name files know it; in C#
/// <see cref="Activation"/> is the function.
/// </summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/activations/activation.py</c>.</remarks>
[ConfigName("Activation")]
public sealed class ActivationLayer : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ActivationLayer(Activation activation, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype) => Activation = activation ?? throw new ArgumentNullException(nameof(activation));

    /// <inheritdoc/>
    public override string ClassName => "Activation";

    /// <summary>The activation function.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => Activation.Apply(inputs);
}
