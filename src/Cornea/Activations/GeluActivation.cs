namespace Cornea.Activations;

/// <summary>
/// x times the normal distribution function: x (1 + erf(x / sqrt 2)) / 2; or 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715
/// x³))). Source: Hendrycks, Gimpel, "Gaussian error linear units", 2016; Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Approximate">Whether to use the formula with tanh.</param>
public sealed record GeluActivation(bool Approximate = false) : Activation
{
    /// <inheritdoc/>
    public override string Name => "gelu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x * 0.5 * (Inner(x) + 1);

    // The hyperbolic tangent is 1 long before 100, whose cube is far from overflowing.
    private Tensor Inner(Tensor x) => Approximate ? Cubic(x.Clip(-100, 100)).Tanh() : (x * Math.Sqrt(0.5)).Erf();

    private static Tensor Cubic(Tensor x) => (x + (x * x * x * 0.044715)) * Math.Sqrt(2 / Math.PI);
}
