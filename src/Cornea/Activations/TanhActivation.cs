namespace Cornea.Activations;

/// <summary>The hyperbolic tangent, between -1 and 1. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record TanhActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Tanh();
}
