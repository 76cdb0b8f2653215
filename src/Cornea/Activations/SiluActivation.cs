namespace Cornea.Activations;

/// <summary>
/// x * sigmoid(x), also called swish. Source: Ramachandran, Zoph, Le, "Searching for activation functions", 2017; Keras
/// <c>activations/activations.py</c>.
/// </summary>
[ConfigName("silu", "swish")]
public sealed record SiluActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "silu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x * x.Sigmoid();
}
