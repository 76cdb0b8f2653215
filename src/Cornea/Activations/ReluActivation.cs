namespace Cornea.Activations;

/// <summary>
/// x above the threshold, slope * (x - threshold) at and below it, and never more than the maximum; with the defaults
/// max(x, 0). Source: Nair, Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010; Keras
/// <c>activations/activations.py</c>.
/// </summary>
/// <param name="NegativeSlope">The slope below the threshold.</param>
/// <param name="MaxValue">The largest value, or null for no limit.</param>
/// <param name="Threshold">Where the identity begins.</param>
public sealed record ReluActivation(double NegativeSlope = 0, double? MaxValue = null, double Threshold = 0) : Activation
{
    /// <inheritdoc/>
    public override string Name => "relu";

    internal override ConfigObject? AsLayer => this == Relu ? null
        : LayerForm("ReLU", ("max_value", MaxValue is { } most ? most : ConfigValue.Null), ("negative_slope", NegativeSlope),
            ("threshold", Threshold));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        if (this == Relu)
            return x.Relu();
        var y = Tensor.Where(x <= Threshold, NegativeSlope == 0 ? 0 : (x - Threshold) * NegativeSlope, x);
        return MaxValue is { } maximum ? Tensor.Where(x >= maximum, maximum, y) : y;
    }
}
