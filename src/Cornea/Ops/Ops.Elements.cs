namespace Cornea;

public static partial class Ops
{
    /// <summary>Both true; of numbers, those that are not 0 are true. Keras: <c>ops.logical_and</c>.</summary>
    /// <param name="a">Any type and shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor LogicalAnd(Tensor a, Tensor b) => a.Cast(DType.Bool) & b.Cast(DType.Bool);

    /// <summary>One of them true, or both. Keras: <c>ops.logical_or</c>.</summary>
    /// <param name="a">Any type and shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor LogicalOr(Tensor a, Tensor b) => a.Cast(DType.Bool) | b.Cast(DType.Bool);

    /// <summary>One of them true, but not both. Keras: <c>ops.logical_xor</c>.</summary>
    /// <param name="a">Any type and shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor LogicalXor(Tensor a, Tensor b) => a.Cast(DType.Bool) ^ b.Cast(DType.Bool);

    /// <summary>True where 0 or false. Keras: <c>ops.logical_not</c>.</summary>
    /// <param name="x">Any type and shape.</param>
    public static Tensor LogicalNot(Tensor x) => !x.Cast(DType.Bool);

    /// <summary>The larger of each pair; where one is NaN, the other. Keras: <c>ops.fmax</c>.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor FMax(Tensor a, Tensor b) => Tensor.Where(a.IsNaN(), b, Tensor.Where(b.IsNaN(), a, Tensor.Maximum(a, b)));

    /// <summary>The smaller of each pair; where one is NaN, the other. Keras: <c>ops.fmin</c>.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor FMin(Tensor a, Tensor b) => Tensor.Where(a.IsNaN(), b, Tensor.Where(b.IsNaN(), a, Tensor.Minimum(a, b)));

    /// <summary>The absolute value; whole numbers as float32. Keras: <c>ops.fabs</c>.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor FAbs(Tensor x) => Floats(x).Abs();

    /// <summary>True where an element is minus infinity. Keras: <c>ops.isneginf</c>.</summary>
    /// <param name="x">Any type and shape.</param>
    public static Tensor IsNegInf(Tensor x) => Floats(x).EqualTo(double.NegativeInfinity);

    /// <summary>True where an element is plus infinity. Keras: <c>ops.isposinf</c>.</summary>
    /// <param name="x">Any type and shape.</param>
    public static Tensor IsPosInf(Tensor x) => Floats(x).EqualTo(double.PositiveInfinity);

    /// <summary>The nearest number with so many decimals; halves go to the even one. Keras: <c>ops.round</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="decimals">Digits behind the point; negative ones round to tens, hundreds and so on.</param>
    public static Tensor Round(Tensor x, int decimals = 0)
    {
        if (decimals == 0)
            return x.Round();
        if (!x.DType.IsFloat())
            return decimals > 0 ? x : Round(x.ToFloat64(), decimals).Cast(x.DType);
        var scale = Math.Pow(10, Math.Abs(decimals));
        return decimals > 0 ? (x * scale).Round() / scale : (x / scale).Round() * scale;
    }

    /// <summary>
    /// The complementary error function, <c>1 - erf(x)</c>, which keeps its digits where it is small. Source: Press and others,
    /// "Numerical recipes", Chebyshev fit, to 1.2e-7 of the value. Keras: <c>ops.erfc</c>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Erfc(Tensor x)
    {
        var values = Floats(x);
        // e^-z² is 0 in float32 from 10.2 on, and in float64 from 27.3 on.
        var size = Tensor.Minimum(values.Abs(), 28);
        var t = 1 / (size * 0.5 + 1);
        var tail = t * (Polynomial(
            t, -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277)
            - size.Square()).Exp();
        var far = Tensor.Where(values < 0, 2 - tail, tail);
        return Tensor.Where(values.Abs() < 0.5, 1 - values.Erf(), Tensor.Where(values.IsNaN(), values, far));
    }

    /// <summary><c>x 2ⁿ</c>. Keras: <c>ops.ldexp</c>.</summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="exponent">Whole numbers of a shape that broadcasts with it.</param>
    /// <exception cref="ArgumentException">The exponent is no whole number.</exception>
    public static Tensor Ldexp(Tensor x, Tensor exponent)
    {
        if (exponent.DType.IsFloat())
        {
            throw new ArgumentException($"Ops.Ldexp expects whole numbers for the exponent, but received {exponent.DType.Name()}. Cast it.",
                nameof(exponent));
        }
        var values = Floats(x);
        // In two steps, as 2ⁿ itself may be too large or too small.
        var half = exponent.Cast(DType.Int32).FloorDivide(2);
        Tensor Power(Tensor n) => Tensor.Full(Shape.Scalar, 2, values.DType).Power(n.Cast(values.DType)).StopGradient();
        return values * Power(half) * Power(exponent.Cast(DType.Int32) - half);
    }

    /// <summary>The bits shifted to the left, <c>x 2ⁿ</c>; those that leave are lost. Keras: <c>ops.left_shift</c>.</summary>
    /// <param name="x">Whole numbers of any shape.</param>
    /// <param name="count">How far: 0 or more, a shape that broadcasts with it.</param>
    public static Tensor LeftShift(Tensor x, Tensor count)
    {
        var dtype = ShiftType(nameof(LeftShift), x, count);
        var (first, second) = Halves(count);
        return (x.Cast(DType.Int64) * first * second).Cast(dtype);
    }

    /// <summary>The bits shifted to the right, x / 2ⁿ rounded down. Keras: <c>ops.right_shift</c>.</summary>
    /// <param name="x">Whole numbers of any shape.</param>
    /// <param name="count">How far: 0 or more, a shape that broadcasts with it.</param>
    public static Tensor RightShift(Tensor x, Tensor count)
    {
        var dtype = ShiftType(nameof(RightShift), x, count);
        var (first, second) = Halves(count);
        return x.Cast(DType.Int64).FloorDivide(first).FloorDivide(second).Cast(dtype);
    }

    /// <summary>Each bit turned around: <c>-x - 1</c> of signed numbers, the opposite of bool. Keras: <c>ops.bitwise_not</c>.</summary>
    /// <param name="x">bool or whole numbers of any shape.</param>
    public static Tensor BitwiseNot(Tensor x)
    {
        if (x.DType == DType.Bool)
            return !x;
        CheckBits(nameof(BitwiseNot), x.DType);
        return (-1 - x.Cast(DType.Int64)).Cast(x.DType);
    }

    /// <summary>The next number towards another one, without a gradient. Keras: <c>ops.nextafter</c>.</summary>
    /// <param name="a">float32 or float64; other types as float32.</param>
    /// <param name="b">A shape that broadcasts with it.</param>
    public static Tensor NextAfter(Tensor a, Tensor b)
    {
        var isDouble = DTypes.Promote(a.DType, b.DType) == DType.Float64;
        var dtype = isDouble ? DType.Float64 : DType.Float32;
        var shape = Shape.Broadcast(a.Shape, b.Shape);
        var (x, towards) = (a.Cast(dtype).StopGradient().BroadcastTo(shape), b.Cast(dtype).StopGradient().BroadcastTo(shape));
        // A little more than half the distance to the next number, added in numbers that hold it, is rounded to that number: so much of a
        // number's size, and of the smallest ones all of the distance. Doubles whose half distance is too small are scaled before.
        var (bits, least) = isDouble ? (53, -1074) : (24, -149);
        var wide = x.Cast(DType.Float64);
        var unit = Tensor.OnesLike(wide);
        unit = isDouble ? Tensor.Where(wide.Abs() < Math.ScaleB(1, -900), Math.ScaleB(1, 60), unit) : unit;
        var scaled = wide * unit;
        var step = Tensor.Maximum(scaled.Abs() * (Math.ScaleB(1, -bits) * (1 + Math.ScaleB(1, -20))), unit * Math.ScaleB(1, least));
        Tensor Moved(Tensor by, double beyond) => Tensor.Where(
            x.IsInfinite(), beyond, ((scaled + by) / unit).Cast(dtype));
        var largest = isDouble ? double.MaxValue : float.MaxValue;
        return Tensor.Where(x < towards, Moved(step, -largest), Tensor.Where(
            x > towards, Moved(-step, largest), Tensor.Where(x.EqualTo(towards), towards, double.NaN)));
    }

    /// <summary>
    /// The same values in another element type, those beyond its range at its ends; NaN becomes 0 among whole numbers. Keras:
    /// <c>ops.saturate_cast</c>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor SaturateCast(Tensor x, DType dtype)
    {
        if (dtype == DType.Bool || dtype == x.DType || x.DType == DType.Bool)
            return x.Cast(dtype);
        if (dtype.IsFloat())
            return x.DType.IsFloat() ? x.Clip(-Largest(dtype), Largest(dtype)).Cast(dtype) : x.Cast(dtype);
        var (least, most) = Range(dtype);
        var wide = x.DType.IsFloat() ? x.ToFloat64() : x.Cast(DType.Int64);
        var zeroed = x.DType.IsFloat() ? Tensor.Where(wide.IsNaN(), 0, wide) : wide;
        var ends = (Low: Tensor.From(least), High: Tensor.From(most));
        // Compared as they are, and put in as whole numbers: the ends of int64 are no float64.
        return Tensor.Where(zeroed <= ends.Low.Cast(zeroed.DType), ends.Low.Cast(dtype),
            Tensor.Where(zeroed >= ends.High.Cast(zeroed.DType), ends.High.Cast(dtype), zeroed.Cast(dtype)));
    }

    /// <summary>The bytes of a tensor as another element type, whose last axis fits. Keras: <c>ops.view</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>The same bytes, without a gradient.</returns>
    /// <exception cref="ShapeException">The bytes of the last axis are no whole number of elements.</exception>
    public static Tensor View(Tensor x, DType dtype)
    {
        var (from, to) = (x.DType.Size(), dtype.Size());
        if (from != to && (x.Rank == 0 || x.Shape[^1] * from % to != 0))
        {
            throw new ShapeException(
                $"Ops.View of {x.Type} as {dtype.Name()} expects a last axis whose bytes are a multiple of {to}. Reshape it.");
        }
        var shape = from == to ? x.Shape : x.Shape.With(x.Rank - 1, x.Shape[^1] * from / to);
        var type = new TensorType(shape, dtype);
        Tensor Bytes(Tensor values) => Tensor.Create(type, bytes => values.AsBytes().CopyTo(bytes));
        return x.IsConstant ? Bytes(x) : Tensor.FromFunction("View", type, given => Bytes(given[0]), x);
    }

    private static (Tensor First, Tensor Second) Halves(Tensor count)
    {
        var n = count.Cast(DType.Int64).Clip(0, 62 * 2);
        var half = n.FloorDivide(2);
        Tensor Power(Tensor by) => Tensor.Full(Shape.Scalar, 2, DType.Int64).Power(by);
        return (Power(half), Power(n - half));
    }

    // Of two truth values int32.
    private static DType ShiftType(string who, Tensor x, Tensor count)
    {
        var dtype = DTypes.Promote(x.DType, count.DType);
        if (dtype == DType.Bool)
            return DType.Int32;
        CheckBits(who, dtype);
        return dtype;
    }

    private static void CheckBits(string who, DType dtype)
    {
        if (!dtype.IsInteger())
            throw new ArgumentException($"Ops.{who} expects whole numbers, but received {dtype.Name()}. Cast it: x.Cast(DType.Int32).");
    }

    private static (long Least, long Most) Range(DType dtype) => dtype switch
    {
        DType.UInt8 => (byte.MinValue, byte.MaxValue),
        DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        DType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        DType.Int16 => (short.MinValue, short.MaxValue),
        DType.UInt32 => (uint.MinValue, uint.MaxValue),
        DType.Int32 => (int.MinValue, int.MaxValue),
        DType.Int64 => (long.MinValue, long.MaxValue),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Only whole numbers have these ends."),
    };
}
