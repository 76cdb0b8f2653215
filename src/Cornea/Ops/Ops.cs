namespace Cornea;

/// <summary>
/// The functions of <c>keras.ops</c> that are no methods of <see cref="Tensor"/>, as compositions of tensor operations: they have
/// gradients and run inside a model. Names are Keras's, which are mostly NumPy's.
/// </summary>
/// <remarks>
/// Whole numbers are computed as float32 where the result is no whole number. Functions whose result has a shape that depends on
/// values read them at once; complex numbers are pairs of real and imaginary part. Arguments and their defaults are Keras's;
/// <c>docs/KERAS.md</c> lists all functions.
/// </remarks>
public static partial class Ops
{
    /// <summary>The cube root, also of negative numbers.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Cbrt(Tensor x)
    {
        var values = Floats(x);
        // Of -x below 0 rather than |x|, which has no slope at 0, where that of the root is infinite.
        var negative = values < 0;
        var root = Tensor.Where(negative, -values, values).Power(1.0 / 3);
        return Tensor.Where(negative, -root, root);
    }

    /// <summary>2 to the power of x.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Exp2(Tensor x)
    {
        Tensor values = Floats(x);
        // The product is not rounded to 16 bits: that would change 2^30 by a twelfth.
        bool narrow = values.DType is DType.Float16 or DType.BFloat16;
        return ((narrow ? values.ToFloat32() : values) * Math.Log(2)).Exp().Cast(values.DType);
    }

    /// <summary>The logarithm to base 2.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log2(Tensor x) => Floats(x).Log() * (1 / Math.Log(2));

    /// <summary>The logarithm to base 10.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log10(Tensor x) => Floats(x).Log() * (1 / Math.Log(10));

    /// <summary><c>log(eᵃ + eᵇ)</c> without overflow.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor LogAddExp(Tensor a, Tensor b)
    {
        var (x, y) = FloatPair(a, b);
        // Equal infinities have no difference; the logarithm of 2 does not matter beside them.
        var difference = Tensor.Where(x.EqualTo(y), 0, x - y);
        // Equal numbers have half of the slope each, which a maximum beside a constant would not give them.
        var larger = Tensor.Where(x > y, x, Tensor.Where(y > x, y, x * 0.5 + y * 0.5));
        return larger + (-difference.Abs()).Exp().Log1p();
    }

    /// <summary><c>log₂(2ᵃ + 2ᵇ)</c> without overflow.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor LogAddExp2(Tensor a, Tensor b)
    {
        var (x, y) = FloatPair(a, b);
        return LogAddExp(x * Math.Log(2), y * Math.Log(2)) * (1 / Math.Log(2));
    }

    /// <summary>The long side of a right triangle, <c>√(a² + b²)</c>, without overflow.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor Hypot(Tensor a, Tensor b)
    {
        var (x, y) = FloatPair(a, b);
        return Tensor.Where(x.IsInfinite() | y.IsInfinite(), double.PositiveInfinity, Hypotenuse.Of(x, y));
    }

    /// <summary>0 where x is negative, 1 where it is positive, and the second argument where it is 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="atZero">A shape that broadcasts with it.</param>
    public static Tensor Heaviside(Tensor x, Operand atZero) =>
        Tensor.Where(x.EqualTo(0), atZero, Tensor.Where(x.IsNaN(), Floats(x), (x > 0).Cast(Floats(x).DType)));

    /// <summary>The quotient, and 0 where the divisor is 0.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor DivideNoNan(Tensor a, Tensor b)
    {
        var none = b.EqualTo(0);
        var (x, y) = FloatPair(a, b);
        return Tensor.Where(none, 0, x / Tensor.Where(none, 1, y));
    }

    /// <summary>Other numbers for NaN and the infinities; the largest and least finite ones for the latter where null.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="nan">For NaN.</param>
    /// <param name="positive">For positive infinity.</param>
    /// <param name="negative">For negative infinity.</param>
    public static Tensor NanToNum(Tensor x, double nan = 0, double? positive = null, double? negative = null)
    {
        if (!x.DType.IsFloat())
            return x;
        var most = Largest(x.DType);
        var filled = Tensor.Where(x.IsNaN(), nan, x);
        var above = Tensor.Where(x.EqualTo(double.NegativeInfinity), negative ?? -most, filled);
        return Tensor.Where(x.EqualTo(double.PositiveInfinity), positive ?? most, above);
    }

    /// <summary>Degrees as radians.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Deg2Rad(Tensor x) => Floats(x) * (Math.PI / 180);

    /// <summary>Radians as degrees.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Rad2Deg(Tensor x) => Floats(x) * (180 / Math.PI);

    /// <summary><c>sin(πx) / (πx)</c>, and 1 at 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sinc(Tensor x)
    {
        // The period is taken off before π multiplies, so that whole numbers give 0 and large ones stay in range; near 0 the series
        // keeps the slope, which as a quotient would be a difference of nearly equal numbers.
        var given = Floats(x);
        var near = given.Abs() < 0.1;
        var (far, close) = (Tensor.Where(near, 1, given), Tensor.Where(near, given, 0));
        var square = (close * Math.PI).Square();
        var series = Tensor.OnesLike(square);
        for (int factor = 12; factor > 0; factor -= 2)
            series = 1 - square / (factor * (factor + 1)) * series;
        return Tensor.Where(near, series, ((far - (far / 2).Round() * 2) * Math.PI).Sin() / Math.PI / far);
    }

    /// <summary>
    /// The modified function of Bessel of the first kind and order 0, to 2e-7 of its value. Source: Abramowitz and Stegun, "Handbook of
    /// mathematical functions", 9.8.1 and 9.8.2.
    /// </summary>
    /// <param name="x">Any shape.</param>
    public static Tensor I0(Tensor x)
    {
        var size = Floats(x).Abs();
        var t = (Tensor.Minimum(size, 3.75) / 3.75).Square();
        var near = Polynomial(t, 1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813);
        var large = Tensor.Maximum(size, 3.75);
        // e^x in two halves: it overflows before e^x / √x does.
        var half = (large / 2).Exp();
        var far = half * (half * large.Rsqrt() * Polynomial(
            3.75 / large, 0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377));
        return Tensor.Where(size < 3.75, near, far);
    }

    /// <summary>The whole part: fractions are cut off toward 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Trunc(Tensor x) => x.DType.IsFloat() ? x.Sign() * x.Abs().Floor() : x;

    /// <summary>The remainder with the sign of the dividend, as C#'s %. (The operator % has the sign of the divisor.)</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor Fmod(Tensor a, Tensor b) => a.Sign() * (a.Abs() % b.Abs());

    /// <summary>Whether the sign is minus, also of -0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor SignBit(Tensor x) => x.DType.IsFloat() ? (x < 0) | (x.EqualTo(0) & (1 / x < 0)) : Floats(x) < 0;

    /// <summary>Whether numbers agree: <c>|a - b| ≤ atol + rtol |b|</c>.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    /// <param name="rtol">Tolerance in parts of b.</param>
    /// <param name="atol">Tolerance on top.</param>
    /// <param name="equalNan">Whether NaN agrees with NaN.</param>
    public static Tensor IsClose(Tensor a, Tensor b, double rtol = 1e-5, double atol = 1e-8, bool equalNan = false)
    {
        var (x, y) = FloatPair(a, b);
        // Infinities agree with themselves; their difference is NaN.
        var close = x.EqualTo(y) | ((x - y).Abs() <= atol + rtol * y.Abs()) & y.IsFinite();
        return equalNan ? close | (x.IsNaN() & y.IsNaN()) : close;
    }

    /// <summary>Whether all numbers agree, one bool: see <see cref="IsClose"/>.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    /// <param name="rtol">Tolerance in parts of b.</param>
    /// <param name="atol">Tolerance on top.</param>
    /// <param name="equalNan">Whether NaN agrees with NaN.</param>
    public static Tensor AllClose(Tensor a, Tensor b, double rtol = 1e-5, double atol = 1e-8, bool equalNan = false) =>
        IsClose(a, b, rtol, atol, equalNan).All();

    /// <summary>Whether each number is among some others.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="among">Any shape.</param>
    /// <param name="invert">Whether each number is not among them instead.</param>
    public static Tensor IsIn(Tensor x, Tensor among, bool invert = false)
    {
        var found = x.ExpandDims(-1).EqualTo(among.Flatten()).Any([-1]);
        return invert ? !found : found;
    }

    /// <summary>The greatest common divisor of whole numbers, 0 or more. Source: Euclid, as many steps as numbers of 63 bits
    /// need.</summary>
    /// <param name="a">Whole numbers of any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor Gcd(Tensor a, Tensor b)
    {
        var shape = Shape.Broadcast(a.Shape, b.Shape);
        // The smaller of two numbers of n bits has at most 1.44 n steps.
        var steps = DTypes.Promote(a.DType, b.DType) == DType.Int64 ? 92 : 46;
        var dtype = DTypes.Promote(a.DType, b.DType);
        var result = Scan.Run([a.Cast(dtype).Abs().BroadcastTo(shape), b.Cast(dtype).Abs().BroadcastTo(shape)], [], (carry, _) =>
        {
            var done = carry[1].EqualTo(0);
            var rest = carry[0] % Tensor.Where(done, 1, carry[1]);
            return ([Tensor.Where(done, carry[0], carry[1]), Tensor.Where(done, 0, rest)], []);
        }, length: steps);
        return result.Carries[0];
    }

    /// <summary>The least common multiple of whole numbers, 0 or more.</summary>
    /// <param name="a">Whole numbers of any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor Lcm(Tensor a, Tensor b)
    {
        var divisor = Gcd(a, b);
        return a.Abs().FloorDivide(Tensor.Where(divisor.EqualTo(0), 1, divisor)) * b.Abs();
    }

    // c₀ + c₁ t + c₂ t² + ...
    private static Tensor Polynomial(Tensor t, params ReadOnlySpan<double> coefficients)
    {
        var sum = Tensor.Full(Shape.Scalar, coefficients[^1], t.DType);
        for (var i = coefficients.Length - 2; i >= 0; i--)
            sum = sum * t + coefficients[i];
        return sum;
    }

    private static double Largest(DType dtype) => dtype switch
    {
        DType.BFloat16 => BFloat16.FromBits(0x7F7F),
        DType.Float16 => (double)Half.MaxValue,
        DType.Float32 => float.MaxValue,
        DType.Float64 => double.MaxValue,
        DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 =>
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Only floating types have a largest finite number."),
    };

    // Both in the type that they have in common, or float32 where that is no floating one.
    private static (Tensor A, Tensor B) FloatPair(Tensor a, Tensor b)
    {
        var common = DTypes.Promote(a.DType, b.DType);
        var dtype = common.IsFloat() ? common : DType.Float32;
        return (a.Cast(dtype), b.Cast(dtype));
    }

    private static Tensor Floats(Tensor x) => x.DType.IsFloat() ? x : x.ToFloat32();
}
