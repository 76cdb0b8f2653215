using System.Globalization;
using System.Numerics;

namespace Cornea;

/// <summary>
/// A positive number's decimal digits: <c>d.ddd... x 10^Exponent</c>. Digits are generated until they tell the number apart
/// from the adjacent ones of its own type (Steele and White, "How to print floating-point numbers accurately", 1990), within
/// a least and a most number of digits; ties go to the even digit.
/// </summary>
/// <param name="Digits">The digits, the first not 0 unless the number is.</param>
/// <param name="Exponent">The power of ten of the first digit.</param>
internal readonly record struct DecimalDigits(string Digits, int Exponent)
{
    private const double Log10Of2 = 0.30102999566398119521;

    /// <summary>Digits of a number.</summary>
    /// <param name="value">Finite, not negative.</param>
    /// <param name="dtype">The floating type whose adjacent numbers count.</param>
    /// <param name="least">At least so many digits after the point.</param>
    /// <param name="most">At most so many digits after the point.</param>
    /// <param name="scientific">Whether "the point" is the one after the first digit.</param>
    public static DecimalDigits Of(double value, DType dtype, int least, int most, bool scientific)
    {
        if (value == 0)
            return new DecimalDigits("0", 0);
        var (mantissa, exponent, boundary) = Parts(value, dtype);

        // value = remainder / scale; half the distance to the adjacent numbers is marginLow / scale and marginHigh / scale.
        var shift = boundary ? 2 : 1;
        var remainder = (BigInteger)mantissa << (shift + Math.Max(0, exponent));
        var scale = BigInteger.One << (shift + Math.Max(0, -exponent));
        var marginLow = BigInteger.One << Math.Max(0, exponent);
        var marginHigh = boundary ? marginLow * 2 : marginLow;

        var bits = BitOperations.Log2(mantissa);
        var power = (int)Math.Ceiling((bits + exponent) * Log10Of2 - 0.69);
        if (power > 0)
            scale *= BigInteger.Pow(10, power);
        else
            Grow(BigInteger.Pow(10, -power));
        if (remainder >= scale)
            power++;
        else
            Grow(10);

        var first = power - 1;
        var (leastPower, mostPower) = scientific ? (first - least, first - most) : (-least, -most);
        var even = (mantissa & 1) == 0;
        var digits = new List<char>();
        var at = first;
        int digit;
        bool low, high;
        while (true)
        {
            digit = (int)BigInteger.DivRem(remainder, scale, out remainder);
            low = even ? remainder <= marginLow : remainder < marginLow;
            high = even ? remainder + marginHigh >= scale : remainder + marginHigh > scale;
            if (((low || high) && at <= leastPower) || at <= mostPower)
                break;
            digits.Add((char)('0' + digit));
            Grow(10);
            at--;
        }
        var middle = (remainder * 2).CompareTo(scale);
        var down = low != high ? low : middle < 0 || (middle == 0 && digit % 2 == 0);
        if (!down)
            digit++;
        while (digit == 10 && digits.Count > 0)
        {
            digit = digits[^1] - '0' + 1;
            digits.RemoveAt(digits.Count - 1);
        }
        if (digit == 10)
            return new DecimalDigits("1", first + 1);
        digits.Add((char)('0' + digit));
        return new DecimalDigits(new string([.. digits]), first);

        void Grow(BigInteger factor)
        {
            remainder *= factor;
            marginLow *= factor;
            marginHigh *= factor;
        }
    }

    /// <summary>The digits before the point and after it, without zeros at the end.</summary>
    public (string Whole, string Fraction) Positional()
    {
        var (whole, fraction) = Exponent < 0
            ? ("0", new string('0', -Exponent - 1) + Digits)
            : Digits.Length <= Exponent + 1
                ? (Digits.PadRight(Exponent + 1, '0'), "")
                : (Digits[..(Exponent + 1)], Digits[(Exponent + 1)..]);
        return (whole, fraction.TrimEnd('0'));
    }

    /// <summary>The first digit, those after it without zeros at the end, and the exponent with its sign and at least two digits.</summary>
    public (string Whole, string Fraction, string Exponent) Scientific(int exponentDigits = 2) => (
        Digits[..1],
        Digits[1..].TrimEnd('0'),
        (Exponent < 0 ? "-" : "+") + Math.Abs(Exponent)
            .ToString("D" + exponentDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    // Boundary: the number is a power of two, whose lower adjacent number is half as far away as the upper one.
    private static (ulong Mantissa, int Exponent, bool Boundary) Parts(double value, DType dtype) => dtype switch
    {
        DType.BFloat16 => Parts(BFloat16.ToBits((BFloat16)value), 7, 127),
        DType.Float16 => Parts(BitConverter.HalfToUInt16Bits((Half)value), 10, 15),
        DType.Float32 => Parts(BitConverter.SingleToUInt32Bits((float)value), 23, 127),
        DType.Float64 => Parts(BitConverter.DoubleToUInt64Bits(value), 52, 1023),
        DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 =>
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Digits are those of a floating type."),
    };

    private static (ulong Mantissa, int Exponent, bool Boundary) Parts(ulong bits, int fractionBits, int bias)
    {
        var (field, fraction) = ((int)(bits >> fractionBits), bits & ((1UL << fractionBits) - 1));
        return field == 0
            ? (fraction, 1 - bias - fractionBits, false)
            : (fraction | 1UL << fractionBits, field - bias - fractionBits, fraction == 0 && field != 1);
    }
}
