using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

internal enum UnaryKind
{
    Negate, Abs, Sign, Not, Exp, Expm1, Log, Log1p, Sqrt, Rsqrt, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh,
    Tanh, Sigmoid, Erf, ErfInv, Floor, Ceiling, Round, IsNaN, IsInfinite, StopGradient,
}

internal enum BinaryKind
{
    Add, Subtract, Multiply, Divide, Power, Maximum, Minimum, Remainder, FloorDivide, Atan2,
    Equal, NotEqual, Less, LessEqual, And, Or, Xor,
}

/// <summary>One function on each element.</summary>
internal sealed record Unary(UnaryKind Kind) : Op
{
    /// <summary>Whether it takes tens of cycles: more than to read what it gave.</summary>
    public bool IsFunction => Kind is UnaryKind.Exp or UnaryKind.Expm1 or UnaryKind.Log or UnaryKind.Log1p or UnaryKind.Tanh
        or UnaryKind.Sigmoid or UnaryKind.Erf or UnaryKind.Sin or UnaryKind.Cos;

    private const double TwoOverRootPi = 1.1283791670955126;

    public override string Name => Kind.ToString();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Kind switch
    {
        UnaryKind.IsNaN or UnaryKind.IsInfinite => inputs[0] with { DType = DType.Bool },
        UnaryKind.Not when inputs[0].DType != DType.Bool =>
            throw new ShapeException($"Not expects bool, but received {inputs[0]}. Compare first, as in x != 0."),
        UnaryKind.Not or UnaryKind.StopGradient or UnaryKind.Negate or UnaryKind.Abs or UnaryKind.Sign
            or UnaryKind.Floor or UnaryKind.Ceiling or UnaryKind.Round => inputs[0],
        _ when !inputs[0].DType.IsFloat() =>
            throw new ShapeException($"{Kind} expects a floating type, but received {inputs[0]}. Cast it first: x.ToFloat32()."),
        _ => inputs[0],
    };

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var (x, y, g) = (node.Inputs[0], node, outputGradient);
        return [Kind switch
        {
            UnaryKind.Negate => -g,
            UnaryKind.Abs => g * x.Sign(),
            UnaryKind.Exp => g * y,
            UnaryKind.Expm1 => g * (y + 1),
            UnaryKind.Log => g / x,
            UnaryKind.Log1p => g / (x + 1),
            UnaryKind.Sqrt => g * 0.5 / UnlessBothZero(y, g),
            UnaryKind.Rsqrt => g * -0.5 * y / x,
            UnaryKind.Sin => g * x.Cos(),
            UnaryKind.Cos => -g * x.Sin(),
            UnaryKind.Tan => g * (y * y + 1),
            UnaryKind.Asin => g * UnlessBothZero(1 - x * x, g).Rsqrt(),
            UnaryKind.Acos => -g * UnlessBothZero(1 - x * x, g).Rsqrt(),
            UnaryKind.Atan => g / (x * x + 1),
            UnaryKind.Sinh => g * x.Cosh(),
            UnaryKind.Cosh => g * x.Sinh(),
            UnaryKind.Asinh => OverHypotenuse(g, x),
            UnaryKind.Acosh => g * (UnlessBothZero(x - 1, g).Rsqrt() * (x + 1).Rsqrt()),
            UnaryKind.Atanh => g / (1 - x * x),
            UnaryKind.Tanh => g * (1 - y * y),
            UnaryKind.Sigmoid => g * y * (1 - y),
            UnaryKind.Erf => g * TwoOverRootPi * (-(x * x)).Exp(),
            UnaryKind.ErfInv => g * (1 / TwoOverRootPi) * (y * y).Exp(),
            _ => null,
        }];
    }

    /// <summary>
    /// The divisor, but 1 where it and the gradient are 0: the slope is infinite there, and nothing times it is nothing. Where the
    /// gradient is not 0 the slope stays infinite, as it is.
    /// </summary>
    // g / √(x² + 1), also where x² would overflow.
    private static Tensor OverHypotenuse(Tensor g, Tensor x)
    {
        var unit = Tensor.Maximum(x.Abs(), 1).StopGradient();
        return g * ((x / unit).Square() + (1 / unit).Square()).Rsqrt() / unit;
    }

    internal static Tensor UnlessBothZero(Tensor divisor, Tensor gradient) =>
        Tensor.Where(divisor.EqualTo(0) & gradient.EqualTo(0), Tensor.OnesLike(divisor), divisor);
}

/// <summary>One function on each pair of elements; both inputs have the same type.</summary>
internal sealed record Binary(BinaryKind Kind) : Op
{
    public override string Name => Kind.ToString();

    public bool Compares => Kind is BinaryKind.Equal or BinaryKind.NotEqual or BinaryKind.Less or BinaryKind.LessEqual;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0] != inputs[1])
        {
            throw new ShapeException(
                $"{Kind} expects two tensors of one type, but received {inputs[0]} and {inputs[1]}. Broadcast and cast first.");
        }
        var dtype = inputs[0].DType;
        if (Kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Xor && dtype.IsFloat())
            throw new ShapeException($"{Kind} expects bool or integers, but received {inputs[0]}. Compare first, as in x > 0.");
        if (Kind is BinaryKind.Divide or BinaryKind.Atan2 && !dtype.IsFloat())
            throw new ShapeException($"{Kind} expects a floating type, but received {inputs[0]}. Cast it first: x.ToFloat32().");
        return Compares ? inputs[0] with { DType = DType.Bool } : inputs[0];
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var (a, b, g) = (node.Inputs[0], node.Inputs[1], outputGradient);
        switch (Kind)
        {
            case BinaryKind.Add: return [g, g];
            case BinaryKind.Subtract: return [g, -g];
            case BinaryKind.Multiply: return [g * b, g * a];
            case BinaryKind.Divide: return [g / b, -g * node / b];
            case BinaryKind.Power:
                // The logarithm is taken of 1 where the base is not positive, so that 0^b and (-a)^n keep finite gradients.
                var logarithm = Tensor.Where(a > 0, a, Tensor.OnesLike(a)).Log();
                return
                [
                    g * b * Tensor.Where(b.EqualTo(0), Tensor.OnesLike(a), (IsAtLeastOne(b) ? a : Unary.UnlessBothZero(a, g)).Power(b - 1)),
                    Tensor.Where(a > 0, g * node * logarithm, Tensor.ZerosLike(a)),
                ];
            case BinaryKind.Maximum:
            case BinaryKind.Minimum:
                // Beside a constant (ReLU, clip) the result alone decides, so the input need not be kept; at equality the constant, which
                // may be asked for, has all.
                if (ScalarValue.Of(b) is not null)
                {
                    var beyond = Kind == BinaryKind.Maximum ? node > b : node < b;
                    return [Tensor.Where(beyond, g, Tensor.ZerosLike(g)), Tensor.Where(beyond, Tensor.ZerosLike(g), g)];
                }
                // Equal elements share the gradient half and half.
                var first = Kind == BinaryKind.Maximum ? a > b : a < b;
                var second = Kind == BinaryKind.Maximum ? b > a : b < a;
                var half = g * 0.5;
                var none = Tensor.ZerosLike(g);
                return [Tensor.Where(second, none, Tensor.Where(first, g, half)), Tensor.Where(first, none, Tensor.Where(second, g, half))];
            case BinaryKind.Remainder: return [g, -g * a.FloorDivide(b)];
            case BinaryKind.Atan2:
                // Of (y, x) / (y² + x²) with both brought to at most 1 first, so that the squares stay finite; 0 at the origin.
                var most = Tensor.Maximum(a.Abs(), b.Abs()).StopGradient();
                var scale = Tensor.Where(most.EqualTo(0), Tensor.OnesLike(most), most);
                var (y, x) = (a / scale, b / scale);
                var squares = Tensor.Where(most.EqualTo(0), Tensor.OnesLike(most), y * y + x * x);
                return [g * (x / squares) / scale, -g * (y / squares) / scale];
            default: return [null, null];
        }
    }

    // The slope of such a power is finite everywhere.
    private static bool IsAtLeastOne(Tensor exponent) => ScalarValue.Of(exponent) is { } number
        && number.Known![0] >= 1;
}

/// <summary>The second input where the first (bool) is true, else the third.</summary>
internal sealed record Select : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0].DType == DType.Bool && inputs[0].Shape == inputs[1].Shape && inputs[1] == inputs[2]
            ? inputs[1]
            : throw new ShapeException(
                $"Where expects a bool condition and two values of one type and its shape, but received {inputs[0]}, {inputs[1]} "
                    + $"and {inputs[2]}.");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var zero = Tensor.ZerosLike(outputGradient);
        return [null, Tensor.Where(node.Inputs[0], outputGradient, zero), Tensor.Where(node.Inputs[0], zero, outputGradient)];
    }
}

/// <summary>The same values in another element type; floats lose their fraction towards zero when cast to integers.</summary>
internal sealed record Cast(DType To) : Op
{
    public override string Attributes => To.Name();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { DType = To };

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
        [node.Inputs[0].DType.IsFloat() && To.IsFloat() ? outputGradient.Cast(node.Inputs[0].DType) : null];
}
