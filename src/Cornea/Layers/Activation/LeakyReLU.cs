namespace Cornea.Layers;

/// <summary>Negative inputs are multiplied by a small slope. Keras: <c>keras.layers.LeakyReLU</c>.</summary>
/// <remarks>x where x is above 0, else slope times x. Output of the input's shape. Source: Keras,
/// <c>layers/activations/leaky_relu.py</c>.</remarks>
public sealed class LeakyReLU : Layer, IStandIn
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="negativeSlope">Slope of the negative part.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public LeakyReLU(double negativeSlope = 0.3, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        NegativeSlope = negativeSlope;
    }

    /// <summary>Slope of the negative part.</summary>
    [ConfigName("negative_slope", "alpha")]
    public double NegativeSlope { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => new LeakyReluActivation(NegativeSlope).Apply(inputs);

    object? IStandIn.For(ClassKind kind) => kind == ClassKind.Activation ? new LeakyReluActivation(NegativeSlope) : null;
}
