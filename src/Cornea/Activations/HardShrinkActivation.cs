namespace Cornea.Activations;

/// <summary>x where |x| is above the threshold, else 0. Source: Keras <c>activations/activations.py</c>.</summary>
/// <param name="Threshold">The threshold.</param>
public sealed record HardShrinkActivation(double Threshold = 0.5) : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_shrink";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x.Abs() <= Threshold, 0, x);
}
