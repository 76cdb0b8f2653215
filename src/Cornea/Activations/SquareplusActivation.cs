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
    public override Tensor Apply(Tensor x)
    {
        var values = x.DType.IsFloat() ? x : x.ToFloat32();
        // The root has no square that overflows, and left of 0, where it would be all but -x, the sum is written as a quotient.
        var root = Hypotenuse.Of(values, Tensor.Full(Shape.Scalar, Math.Sqrt(B), values.DType));
        var left = Tensor.Where(values > 0, 1, root - values);
        var finite = Tensor.Where(values > 0, root * 0.5 + values * 0.5, B / 2 / Tensor.Where(left.EqualTo(0), 1, left));
        // Infinity less infinity, as the formula has it.
        return Tensor.Where(values.EqualTo(double.NegativeInfinity), double.NaN, finite);
    }
}
