using System.Globalization;

namespace Cornea;

/// <summary>An element whose gradient is not its central difference.</summary>
/// <param name="Input">Which input: float inputs in order, then variables.</param>
/// <param name="Element">Which element, counted row by row.</param>
/// <param name="Shape">The input's shape.</param>
/// <param name="Analytic">What the gradient says.</param>
/// <param name="Numeric">What the central difference says.</param>
public sealed record GradientMismatch(int Input, int Element, Shape Shape, double Analytic, double Numeric)
{
    /// <summary>The element's index along each axis.</summary>
    public int[] Index
    {
        get
        {
            var strides = Shape.Strides();
            return [.. strides.Select((stride, axis) => Element / stride % Shape[axis])];
        }
    }

    /// <summary>The mismatch as a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"input {Input} [{string.Join(", ", Index)}]: the gradient is {Analytic:G9}, but the central difference is {Numeric:G9}");
}
