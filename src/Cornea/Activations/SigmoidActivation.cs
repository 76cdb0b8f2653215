namespace Cornea.Activations;

/// <summary>1 / (1 + e^-x), between 0 and 1. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record SigmoidActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Sigmoid();
}
