namespace Cornea.Activations;

/// <summary>
/// (x + sqrt(x² + b)) / 2: a smooth relu without exponentials. Source: Barron, "Squareplus", 2021; Keras
/// <c>activations/activations.py</c>.
/// </summary>
/// <param name="B">How smooth; 0 gives relu.</param>
public sealed record SquareplusActivation(double B = 4) : Activation
{
    /// <inheritdoc/>
    public override string Name => "squareplus";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => (x + (x.Square() + B).Sqrt()) * 0.5;
}
