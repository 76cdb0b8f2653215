using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Numbers of 2, 4 and 8 bits that there is no element type for here: they are kept in a wider type, as one of the numbers that theirs has.
/// </summary>
internal static class NarrowNumbers
{
    /// <summary>Whether a type is one of those that are kept in a wider one.</summary>
    public static bool IsNarrow(OnnxDataType type) => Whole(type) is not null || Small(type) is not null || type == OnnxDataType.Float8E8M0;

    /// <summary>The least and the largest whole number of a type of 2 or 4 bits; null for other types.</summary>
    public static (int Least, int Most)? Whole(OnnxDataType type) => type switch
    {
        OnnxDataType.UInt4 => (0, 15),
        OnnxDataType.Int4 => (-8, 7),
        OnnxDataType.UInt2 => (0, 3),
        OnnxDataType.Int2 => (-2, 1),
        _ => null,
    };

    /// <summary>Values as numbers of a narrow type.</summary>
    /// <param name="x">The values.</param>
    /// <param name="type">The type.</param>
    /// <param name="saturate">Whether values beyond its largest number become that.</param>
    /// <param name="roundMode">How exponents alone are rounded: up, down or nearest.</param>
    public static Tensor Cast(Tensor x, OnnxDataType type, bool saturate, string roundMode)
    {
        if (Whole(type) is (var least, var most))
        {
            // The bits above are dropped.
            var count = (double)(most - least + 1);
            var shifted = x.Cast(DType.Float64).Round() - least;
            return (shifted - (shifted / count).Floor() * count + least).Cast(type.Kept()!.Value);
        }
        return type == OnnxDataType.Float8E8M0 ? Exponents(x, saturate, roundMode) : Small(type)!.Nearest(x, saturate);
    }

    // Powers of two from -127 to 127, the sign forgotten. The smallest stands for 0, too, and for what is below 2^-126, as in the bits of
    // a float32, whose exponent this is.
    private static Tensor Exponents(Tensor x, bool saturate, string roundMode)
    {
        var size = x.Cast(DType.Float32).Cast(DType.Float64).Abs();
        var normal = Tensor.Maximum(size, Math.Pow(2, -126));
        var power = Power((normal.Log() / Math.Log(2)).Floor());
        // The logarithm of a number beside a power may be rounded to the other side of it.
        power = Tensor.Where(power > normal, power / 2, Tensor.Where(power * 2 <= normal, power * 2, power));
        var isTiny = size < Math.Pow(2, -126);
        var fraction = Tensor.Where(isTiny, size / Math.Pow(2, -126), normal / power - 1);
        power = Tensor.Where(isTiny, Math.Pow(2, -127), power);
        var next = roundMode switch
        {
            "up" => fraction > 0,
            "down" => fraction > 1,
            _ => Tensor.Where(isTiny, fraction > 0.5, fraction >= 0.5),
        };
        var rounded = Tensor.Where(next, power * 2, power);
        var beyond = saturate ? Math.Pow(2, 127) : double.NaN;
        rounded = Tensor.Where(rounded > Math.Pow(2, 127), beyond, rounded);
        return Tensor.Where(size.IsFinite(), rounded, double.NaN).Cast(DType.Float32);
    }

    private static Tensor Power(Tensor exponent) => (exponent * Math.Log(2)).Exp().Cast(DType.Float32).Cast(DType.Float64);

    private static SmallFloats? Small(OnnxDataType type) => type switch
    {
        OnnxDataType.Float8E4M3FN => new(3, -6, 448, double.NaN, double.NaN),
        OnnxDataType.Float8E4M3FNUZ => new(3, -7, 240, double.NaN, double.NaN),
        OnnxDataType.Float8E5M2 => new(2, -14, 57344, double.PositiveInfinity, double.NaN),
        OnnxDataType.Float8E5M2FNUZ => new(2, -15, 57344, double.NaN, double.NaN),
        // Without infinity and NaN; its reference makes a zero of the latter.
        OnnxDataType.Float4E2M1 => new(1, 0, 6, 6, 0),
        _ => null,
    };

    /// <summary>Floating-point numbers of a few bits.</summary>
    /// <param name="Fraction">How many bits the fraction has.</param>
    /// <param name="Least">The exponent of the smallest number that is not subnormal.</param>
    /// <param name="Largest">The largest finite number.</param>
    /// <param name="Beyond">What stands for larger ones where they do not become the largest.</param>
    /// <param name="Undefined">What stands for what is no number.</param>
    private sealed record SmallFloats(int Fraction, int Least, double Largest, double Beyond, double Undefined)
    {
        public Tensor Nearest(Tensor given, bool saturate)
        {
            var x = given.Cast(DTypes.Promote(given.DType, DType.Float32));
            var size = x.Abs();
            var step = Tensor.Full(x.Shape, (float)Math.Pow(2, Least - Fraction)).Cast(x.DType);
            for (var exponent = Least + 1; Math.Pow(2, exponent) <= Largest; exponent++)
                step = Tensor.Where(size >= Math.Pow(2, exponent), Math.Pow(2, exponent - Fraction), step);
            var nearest = (size / step).Round() * step;
            nearest = Tensor.Where(nearest > Largest, saturate ? Largest : Beyond, nearest);
            nearest = Tensor.Where(x < 0, -nearest, nearest);
            return Tensor.Where(x.IsNaN(), Undefined, nearest).Cast(DType.Float32);
        }
    }
}
