namespace Cornea.Layers;

/// <summary>Negative inputs become 0 (or a fraction), large ones may be cut. Keras: <c>keras.layers.ReLU</c>.</summary>
/// <remarks>
/// max(x, 0); with a slope below the threshold and a cut at the maximum. Output of the input's shape. Source: Keras,
/// <c>layers/activations/relu.py</c>.
/// </remarks>
public sealed class ReLU : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="maxValue">Outputs are cut there; not where null.</param>
    /// <param name="negativeSlope">The slope below the threshold.</param>
    /// <param name="threshold">Inputs below it are small.</param>
    /// <param name="name">The layer's name.</param>
    public ReLU(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null) : base(name)
    {
        MaxValue = maxValue;
        NegativeSlope = negativeSlope;
        Threshold = threshold;
    }

    /// <summary>Outputs are cut there; not where null.</summary>
    public double? MaxValue { get; }

    /// <summary>The slope below the threshold.</summary>
    public double NegativeSlope { get; }

    /// <summary>Inputs below it are small.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        new ReluActivation(NegativeSlope, MaxValue, Threshold).Apply(inputs);
}
