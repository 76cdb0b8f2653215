namespace Cornea.Activations;

/// <summary>
/// x above 0, alpha * (e^x - 1) below. Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning
/// by exponential linear units", 2015; Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Alpha">Minus the limit towards minus infinity.</param>
public sealed record EluActivation(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "elu";

    internal override ConfigObject? AsLayer => this == Elu ? null : LayerForm("ELU", ("alpha", Alpha));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        // The exponent is 0 where x is above 0, so that a large x cannot overflow in the branch that is not taken.
        var below = Tensor.Where(x > 0, 0, x).Expm1() * Alpha;
        return Tensor.Where(x > 0, x, below);
    }
}
