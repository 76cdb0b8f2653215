namespace Cornea.Activations;

/// <summary>
/// 0 up to -3, 1 from 3 on, x / 6 + 0.5 between. (Keras 2 had 0.2 x + 0.5.) Source: Keras
/// <c>activations/activations.py</c>.
/// </summary>
public sealed record HardSigmoidActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_sigmoid";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -3, 0, Tensor.Where(x >= 3, 1, (x / 6) + 0.5));
}
