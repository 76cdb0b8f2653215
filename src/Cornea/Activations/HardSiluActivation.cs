namespace Cornea.Activations;

/// <summary>
/// x * hard_sigmoid(x), also called hard swish: 0 up to -3, x from 3 on, x (x + 3) / 6 between. Source: Howard et al.,
/// "Searching for MobileNetV3", 2019; Keras <c>activations/activations.py</c>.
/// </summary>
[ConfigName("hard_silu", "hard_swish")]
public sealed record HardSiluActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_silu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x < -3, 0, Tensor.Where(x >= 3, x, x * (x + 3) / 6));
}
