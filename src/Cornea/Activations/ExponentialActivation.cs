namespace Cornea.Activations;

/// <summary>e^x. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record ExponentialActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "exponential";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Exp();
}
