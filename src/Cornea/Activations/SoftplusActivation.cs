namespace Cornea.Activations;

/// <summary>
/// log(1 + e^x), without overflow. Source: Glorot, Bordes, Bengio, 2011; Keras <c>activations/activations.py</c>.
/// </summary>
public sealed record SoftplusActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Softplus();
}
