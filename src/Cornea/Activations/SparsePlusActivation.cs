namespace Cornea.Activations;

/// <summary>
/// 0 up to -1, x from 1 on, (x + 1)² / 4 between. Source: Martins, Astudillo, 2016; Keras
/// <c>activations/activations.py</c>.
/// </summary>
public sealed record SparsePlusActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "sparse_plus";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -1, 0, Tensor.Where(x >= 1, x, (x + 1).Square() * 0.25));
}
