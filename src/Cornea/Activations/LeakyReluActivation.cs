namespace Cornea.Activations;

/// <summary>x above 0, slope * x below. Source: Maas, Hannun, Ng, 2013; Keras <c>activations/activations.py</c>.</summary>
/// <param name="NegativeSlope">The slope below 0. The layer LeakyReLU has 0.3 instead.</param>
public sealed record LeakyReluActivation(double NegativeSlope = 0.2) : Activation
{
    /// <inheritdoc/>
    public override string Name => "leaky_relu";

    internal override ConfigObject? AsLayer => this == LeakyRelu ? null : LayerForm("LeakyReLU", ("negative_slope", NegativeSlope));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x > 0, x, x * NegativeSlope);
}
