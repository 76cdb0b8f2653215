using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>The absolute value.</summary>
    public Tensor Abs() => new(new Unary(UnaryKind.Abs), [this]);

    /// <summary>-1, 0 or 1 by sign.</summary>
    public Tensor Sign() => new(new Unary(UnaryKind.Sign), [this]);

    /// <summary>e to the power of each element.</summary>
    public Tensor Exp() => OfFloats(UnaryKind.Exp);

    /// <summary>e to the power of each element, minus 1; exact near 0.</summary>
    public Tensor Expm1() => OfFloats(UnaryKind.Expm1);

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => OfFloats(UnaryKind.Log);

    /// <summary>The natural logarithm of 1 + x; exact near 0.</summary>
    public Tensor Log1p() => OfFloats(UnaryKind.Log1p);

    /// <summary>The square root.</summary>
    public Tensor Sqrt() => OfFloats(UnaryKind.Sqrt);

    /// <summary>1 over the square root.</summary>
    public Tensor Rsqrt() => OfFloats(UnaryKind.Rsqrt);

    /// <summary>The sine; radians.</summary>
    public Tensor Sin() => OfFloats(UnaryKind.Sin);

    /// <summary>The cosine; radians.</summary>
    public Tensor Cos() => OfFloats(UnaryKind.Cos);

    /// <summary>The tangent; radians.</summary>
    public Tensor Tan() => OfFloats(UnaryKind.Tan);

    /// <summary>The inverse sine; radians.</summary>
    public Tensor Asin() => OfFloats(UnaryKind.Asin);

    /// <summary>The inverse cosine; radians.</summary>
    public Tensor Acos() => OfFloats(UnaryKind.Acos);

    /// <summary>The inverse tangent; radians.</summary>
    public Tensor Atan() => OfFloats(UnaryKind.Atan);

    /// <summary>The hyperbolic sine.</summary>
    public Tensor Sinh() => OfFloats(UnaryKind.Sinh);

    /// <summary>The hyperbolic cosine.</summary>
    public Tensor Cosh() => OfFloats(UnaryKind.Cosh);

    /// <summary>The inverse hyperbolic sine.</summary>
    public Tensor Asinh() => OfFloats(UnaryKind.Asinh);

    /// <summary>The inverse hyperbolic cosine.</summary>
    public Tensor Acosh() => OfFloats(UnaryKind.Acosh);

    /// <summary>The inverse hyperbolic tangent.</summary>
    public Tensor Atanh() => OfFloats(UnaryKind.Atanh);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => OfFloats(UnaryKind.Tanh);

    /// <summary>1 / (1 + e^-x).</summary>
    public Tensor Sigmoid() => OfFloats(UnaryKind.Sigmoid);

    /// <summary>The logits, where this tensor was made by <see cref="Sigmoid"/>; else null. See <see cref="SoftmaxInput"/>.</summary>
    public Tensor? SigmoidInput => Op is Unary { Kind: UnaryKind.Sigmoid } ? Inputs[0]
        : Op is Cast && DType.IsFloat() ? Inputs[0].SigmoidInput?.Cast(DType)
        : null;

    /// <summary>The error function, 2/sqrt(pi) times the integral of e^-t² from 0 to x.</summary>
    public Tensor Erf() => OfFloats(UnaryKind.Erf);

    /// <summary>The inverse of the error function on (-1, 1).</summary>
    public Tensor ErfInv() => OfFloats(UnaryKind.ErfInv);

    /// <summary>The largest whole number not above.</summary>
    public Tensor Floor() => OfFloats(UnaryKind.Floor);

    /// <summary>The smallest whole number not below.</summary>
    public Tensor Ceiling() => OfFloats(UnaryKind.Ceiling);

    /// <summary>The nearest whole number; halves go to the even one.</summary>
    public Tensor Round() => new(new Unary(UnaryKind.Round), [this]);

    /// <summary>True where an element is not a number.</summary>
    public Tensor IsNaN() => DType.IsFloat() ? new(new Unary(UnaryKind.IsNaN), [this]) : Zeros(Shape, DType.Bool);

    /// <summary>True where an element is plus or minus infinity.</summary>
    public Tensor IsInfinite() => DType.IsFloat() ? new(new Unary(UnaryKind.IsInfinite), [this]) : Zeros(Shape, DType.Bool);

    /// <summary>True where an element is neither infinite nor NaN.</summary>
    public Tensor IsFinite() => !(IsNaN() | IsInfinite());

    /// <summary>The same value, through which no gradient flows.</summary>
    public Tensor StopGradient() => new(new Unary(UnaryKind.StopGradient), [this]);

    /// <summary>Each element times itself.</summary>
    public Tensor Square() => DType == DType.Bool ? Cast(DType.Int32).Square() : this * this;

    /// <summary>1 over each element.</summary>
    public Tensor Reciprocal() => 1 / this;

    /// <summary>The larger of x and 0; the gradient is 0 at 0 itself.</summary>
    public Tensor Relu() => Maximum(this, 0);

    /// <summary>log(1 + e^x), without overflow.</summary>
    public Tensor Softplus()
    {
        if (!DType.IsFloat())
            return ToFloat32().Softplus();
        if (DType.Wide() != DType)
            return Cast(DType.Wide()).Softplus().Cast(DType);
        // max(x, 0) + log(1 + e^-|x|); one comparison for both, so that the gradient at 0 is 1/2 as elsewhere a sigmoid.
        var negative = this <= 0;
        return Where(negative, 0, this) + Where(negative, this, -this).Exp().Log1p();
    }

    /// <summary>Each element raised to a power.</summary>
    /// <param name="exponent">A number or a tensor that broadcasts.</param>
    public Tensor Power(Operand exponent) => ApplyToNumbers(BinaryKind.Power, this, exponent);

    /// <summary>The quotient rounded down.</summary>
    /// <param name="divisor">A number or a tensor that broadcasts.</param>
    public Tensor FloorDivide(Operand divisor) => ApplyToNumbers(BinaryKind.FloorDivide, this, divisor);

    /// <summary>Each element limited to a range; the gradient passes where the element is inside or on a bound.</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound.</param>
    public Tensor Clip(Operand minimum, Operand maximum)
    {
        var raised = Where(Apply(BinaryKind.Less, this, minimum), minimum, this);
        return Where(Apply(BinaryKind.Less, maximum, raised), maximum, raised);
    }

    /// <summary>True where equal.</summary>
    /// <param name="other">A number or a tensor that broadcasts.</param>
    public Tensor EqualTo(Operand other) => Apply(BinaryKind.Equal, this, other);

    /// <summary>True where different.</summary>
    /// <param name="other">A number or a tensor that broadcasts.</param>
    public Tensor NotEqualTo(Operand other) => Apply(BinaryKind.NotEqual, this, other);

    /// <summary>The larger of each pair; NaN where either is NaN.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor.</param>
    public static Tensor Maximum(Operand a, Operand b) => Apply(BinaryKind.Maximum, a, b);

    /// <summary>The smaller of each pair; NaN where either is NaN.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor.</param>
    public static Tensor Minimum(Operand a, Operand b) => Apply(BinaryKind.Minimum, a, b);

    /// <summary>The angle of the point (x, y), in radians between -pi and pi.</summary>
    /// <param name="y">A number or a tensor.</param>
    /// <param name="x">A number or a tensor.</param>
    public static Tensor Atan2(Operand y, Operand x)
    {
        var (a, b) = Operand.Unify(y, x);
        return a.DType.IsFloat() ? Apply(BinaryKind.Atan2, a, b) : Apply(BinaryKind.Atan2, a.ToFloat32(), b.ToFloat32());
    }

    /// <summary><paramref name="yes"/> where the condition is true, else <paramref name="no"/>.</summary>
    /// <param name="condition">A tensor of bool; of numbers, those that are not 0 are true.</param>
    /// <param name="yes">A number or a tensor that broadcasts.</param>
    /// <param name="no">A number or a tensor that broadcasts.</param>
    public static Tensor Where(Tensor condition, Operand yes, Operand no)
    {
        var (a, b) = Operand.Unify(yes, no);
        var shape = Shape.Broadcast(condition.Shape, a.Shape);
        return new Tensor(new Select(), [condition.Cast(DType.Bool).BroadcastTo(shape), a.BroadcastTo(shape), b.BroadcastTo(shape)]);
    }

    /// <summary>The same values in another element type; casting a float to an integer drops the fraction.</summary>
    /// <param name="dtype">The element type.</param>
    public Tensor Cast(DType dtype) => dtype == DType ? this : dtype == DType.Bool ? NotEqualTo(0) : new Tensor(new Cast(dtype), [this]);

    /// <summary>The same values as float32.</summary>
    public Tensor ToFloat32() => Cast(DType.Float32);

    /// <summary>The same values as float64.</summary>
    public Tensor ToFloat64() => Cast(DType.Float64);

    // Whole numbers and bool are computed as float32.
    private Tensor OfFloats(UnaryKind kind) => new(new Unary(kind), [DType.IsFloat() ? this : ToFloat32()]);

    private static Tensor Quotient(Operand a, Operand b)
    {
        var dtype = Operand.Common(a, b);
        var (x, y) = Operand.Unify(a, b);
        return dtype.IsFloat()
            ? new Tensor(new Binary(BinaryKind.Divide), [x, y])
            : new Tensor(new Binary(BinaryKind.Divide), [x.ToFloat32(), y.ToFloat32()]);
    }

    // Of two truth values as int32.
    private static Tensor ApplyToNumbers(BinaryKind kind, Operand a, Operand b)
    {
        var (x, y) = Operand.Unify(a, b);
        return x.DType == DType.Bool ? Apply(kind, x.Cast(DType.Int32), y.Cast(DType.Int32)) : Apply(kind, x, y);
    }

    private static Tensor Apply(BinaryKind kind, Operand a, Operand b)
    {
        var binary = new Binary(kind);
        var picks = kind is BinaryKind.Maximum or BinaryKind.Minimum;
        var (x, y) = Operand.Unify(a, b, exactly: picks || binary.Compares);
        if (kind == BinaryKind.Subtract && x.DType == DType.Bool && y.DType == DType.Bool)
        {
            throw new InvalidOperationException(
                "Truth values have no difference: subtraction expects a tensor of numbers, but received two of bool. Use ^ for where " +
                "they differ, or Cast(DType.Int32) first.");
        }
        var result = new Tensor(binary, [x, y]);
        return picks ? result.Cast(Operand.Common(a, b)) : result;
    }
}
