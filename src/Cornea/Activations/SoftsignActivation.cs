namespace Cornea.Activations;

/// <summary>x / (1 + |x|), between -1 and 1. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record SoftsignActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "softsign";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x / (x.Abs() + 1);
}
