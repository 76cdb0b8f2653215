namespace Cornea.Activations;

/// <summary>
/// 0 up to -1, 1 from 1 on, (x + 1) / 2 between. Source: Martins, Astudillo, 2016; Keras
/// <c>activations/activations.py</c>.
/// </summary>
public sealed record SparseSigmoidActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "sparse_sigmoid";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -1, 0, Tensor.Where(x >= 1, 1, (x + 1) * 0.5));
}
