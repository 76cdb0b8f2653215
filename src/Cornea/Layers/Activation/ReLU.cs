namespace Cornea.Layers;

/// <summary>Negative inputs become 0 (or a fraction), large ones may be cut. Keras: <c>keras.layers.ReLU</c>.</summary>
/// <remarks>
/// max(x, 0); with a slope below the threshold and a cut at the maximum. Output of the input's shape. Source: Keras,
/// <c>layers/activations/relu.py</c>.
/// </remarks>
public sealed class ReLU : Layer, IStandIn
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="maxValue">Maximum activation value; unlimited when null.</param>
    /// <param name="negativeSlope">Slope below the threshold.</param>
    /// <param name="threshold">Threshold of the activation.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ReLU(
        double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        MaxValue = maxValue;
        NegativeSlope = negativeSlope;
        Threshold = threshold;
    }

    /// <summary>Maximum activation value; unlimited when null.</summary>
    public double? MaxValue { get; }

    /// <summary>Slope below the threshold.</summary>
    public double NegativeSlope { get; }

    /// <summary>Threshold of the activation.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        new ReluActivation(NegativeSlope, MaxValue, Threshold).Apply(inputs);

    object? IStandIn.For(ClassKind kind) => kind == ClassKind.Activation ? new ReluActivation(NegativeSlope, MaxValue, Threshold) : null;
}
