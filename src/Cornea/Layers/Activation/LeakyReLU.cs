namespace Cornea.Layers;

/// <summary>Negative inputs are multiplied by a small slope. Keras: <c>keras.layers.LeakyReLU</c>.</summary>
/// <remarks>x where x is above 0, else slope times x. Output of the input's shape. Source: Keras,
/// <c>layers/activations/leaky_relu.py</c>.</remarks>
public sealed class LeakyReLU : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="negativeSlope">The slope below 0.</param>
    /// <param name="name">The layer's name.</param>
    public LeakyReLU(double negativeSlope = 0.3, string? name = null) : base(name)
    {
        NegativeSlope = negativeSlope;
    }

    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => new LeakyReluActivation(NegativeSlope).Apply(inputs);
}
