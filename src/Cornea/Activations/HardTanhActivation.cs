namespace Cornea.Activations;

/// <summary>x limited to -1 to 1. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record HardTanhActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_tanh";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -1, -1, Tensor.Where(x >= 1, 1, x));
}
