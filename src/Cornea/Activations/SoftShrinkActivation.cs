namespace Cornea.Activations;

/// <summary>
/// x moved towards 0 by the threshold where |x| is above it, else 0. Source: Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Threshold">The threshold.</param>
public sealed record SoftShrinkActivation(double Threshold = 0.5) : Activation
{
    /// <inheritdoc/>
    public override string Name => "soft_shrink";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x.Abs() <= Threshold, 0, x - (x.Sign() * Threshold));
}
