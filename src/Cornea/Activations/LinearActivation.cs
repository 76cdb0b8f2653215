namespace Cornea.Activations;

/// <summary>x itself. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record LinearActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x;
}
