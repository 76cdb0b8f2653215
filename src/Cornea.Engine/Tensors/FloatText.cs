namespace Cornea;

/// <summary>
/// Floats as NumPy prints them in an array: all in one column of equal width, with at most 8 digits after the point; with
/// exponents when the largest reaches 10^8, the smallest is below 10^-4, or the largest is over 1000 times the smallest.
/// </summary>
internal sealed class FloatText
{
    private const int Precision = 8;
    private const int AnyDigits = 2000;
    private readonly DType _dtype;
    private readonly bool _scientific;
    private readonly int _left;
    private readonly int _right;
    private readonly int _exponentDigits;
    private readonly int _fraction;

    /// <summary>Chooses the format for some values.</summary>
    /// <param name="values">All values that will be printed.</param>
    /// <param name="dtype">Their floating type.</param>
    public FloatText(IReadOnlyList<double> values, DType dtype)
    {
        _dtype = dtype;
        var finite = values.Where(double.IsFinite).ToArray();
        var sizes = finite.Where(value => value != 0).Select(Math.Abs).ToArray();
        if (sizes.Length > 0)
        {
            var (largest, smallest) = (sizes.Max(), sizes.Min());
            var ratio = dtype == DType.Float64 ? largest / smallest : (float)largest / (float)smallest;
            _scientific = largest >= 1e8 || smallest < 0.0001 || ratio > 1000;
        }
        foreach (var value in finite)
        {
            var digits = DecimalDigits.Of(Math.Abs(value), dtype, 0, Precision, _scientific);
            string whole, fraction;
            if (_scientific)
            {
                (whole, fraction, var exponent) = digits.Scientific();
                _exponentDigits = Math.Max(_exponentDigits, exponent.Length - 1);
            }
            else
            {
                (whole, fraction) = digits.Positional();
            }
            _left = Math.Max(_left, whole.Length + (double.IsNegative(value) ? 1 : 0));
            _fraction = Math.Max(_fraction, fraction.Length);
        }
        _right = _scientific ? _exponentDigits + 2 + _fraction : _fraction;
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                _left = Math.Max(_left, (double.IsNegativeInfinity(value) ? 4 : 3) - _right - 1);
        }
    }

    /// <summary>One value, as wide as all others.</summary>
    public string Format(double value)
    {
        if (!double.IsFinite(value))
            return Name(value).PadLeft(_left + _right + 1);
        var sign = double.IsNegative(value) ? "-" : "";
        if (_scientific)
        {
            // Every number shows as many digits as the one that needs most.
            var digits = DecimalDigits.Of(Math.Abs(value), _dtype, _fraction, _fraction, scientific: true);
            var (first, rest, exponent) = digits.Scientific(_exponentDigits);
            return $"{(sign + first).PadLeft(_left)}.{rest.PadRight(_fraction, '0')}e{exponent}";
        }
        var (whole, fraction) = DecimalDigits.Of(Math.Abs(value), _dtype, 0, Precision, scientific: false).Positional();
        return $"{(sign + whole).PadLeft(_left)}.{fraction.PadRight(_right)}";
    }

    /// <summary>A number alone, as NumPy prints a float: as many digits as it needs, with an exponent from 10^16 and below 10^-4.</summary>
    public static string Alone(double value, DType dtype)
    {
        if (!double.IsFinite(value))
            return Name(value);
        var sign = double.IsNegative(value) ? "-" : "";
        var size = Math.Abs(value);
        var scientific = size != 0 && (size >= 1e16 || size < 1e-4);
        // Unlike in an array, the digits before the point end in zeros too once the number is told apart.
        var digits = DecimalDigits.Of(size, dtype, -AnyDigits, AnyDigits, scientific);
        if (scientific)
        {
            var (first, rest, exponent) = digits.Scientific();
            return $"{sign}{first}{(rest.Length > 0 ? "." + rest : "")}e{exponent}";
        }
        var (whole, fraction) = digits.Positional();
        return $"{sign}{whole}.{(fraction.Length > 0 ? fraction : "0")}";
    }

    private static string Name(double value) => double.IsNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
}
