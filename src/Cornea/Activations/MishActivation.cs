namespace Cornea.Activations;

/// <summary>x * tanh(softplus(x)). Source: Misra, "Mish", 2019; Keras <c>activations/activations.py</c>.</summary>
public sealed record MishActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "mish";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x * x.Softplus().Tanh();
}
