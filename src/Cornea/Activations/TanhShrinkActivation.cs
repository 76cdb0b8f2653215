namespace Cornea.Activations;

/// <summary>x - tanh(x). Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record TanhShrinkActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "tanh_shrink";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x - x.Tanh();
}
