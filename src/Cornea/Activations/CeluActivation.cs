namespace Cornea.Activations;

/// <summary>
/// x above 0, alpha * (e^(x / alpha) - 1) below: the slope is 1 at 0 for every alpha. Source: Barron, "Continuously
/// differentiable exponential linear units", 2017; Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Alpha">Minus the limit towards minus infinity.</param>
public sealed record CeluActivation(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "celu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        var below = (Tensor.Where(x > 0, 0, x) / Alpha).Expm1() * Alpha;
        return Tensor.Where(x > 0, x, below);
    }
}
