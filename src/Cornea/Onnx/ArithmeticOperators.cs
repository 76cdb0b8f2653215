namespace Cornea.Onnx;

/// <summary>Arithmetic, comparisons and logic, element by element.</summary>
internal static class ArithmeticOperators
{
    private const string Old = "axis broadcast consumed_inputs";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        Binary("Add", (a, b) => a.DType == DType.Bool ? a | b : a + b),
        Binary("Sub", (a, b) => a - b),
        Binary("Mul", (a, b) => a * b),
        Binary("Div", Divide),
        Binary("PRelu", (x, slope) => Tensor.Where(x < 0, x * slope, x)),
        Binary("Equal", (a, b) => a.EqualTo(b)),
        Binary("Greater", (a, b) => a > b),
        Binary("Less", (a, b) => a < b),
        Binary("GreaterOrEqual", (a, b) => a >= b, 12),
        Binary("LessOrEqual", (a, b) => a <= b, 12),
        Binary("And", (a, b) => a & b),
        Binary("Or", (a, b) => a | b),
        Binary("Xor", (a, b) => a ^ b),
        Binary("BitwiseAnd", (a, b) => a & b, 18),
        Binary("BitwiseOr", (a, b) => a | b, 18),
        Binary("BitwiseXor", (a, b) => a ^ b, 18),
        OperatorEntry.Of("Pow", 1, Old, call => Power(call[0], Aligned(call))) with { Order = AxisOrder.Any },
        OperatorEntry.Of("Mod", 10, "fmod", Modulo) with { OneType = true, Order = AxisOrder.Any },
        OperatorEntry.Of("BitShift", 11, "direction", call => call.Text("direction", "") == "LEFT"
            ? Ops.LeftShift(call[0], call[1]) : Ops.RightShift(call[0], call[1])) with { OneType = true, Order = AxisOrder.Any },
        OperatorEntry.Of("BitwiseNot", 18, "", call => Ops.BitwiseNot(call[0])) with { Order = AxisOrder.Any },
        OperatorEntry.Of("Where", 9, "", call => Tensor.Where(call[0], call[1], call[2])) with { Order = AxisOrder.Any },
        Many("Max", parts => parts.Aggregate((a, b) => Tensor.Maximum(a, b))),
        Many("Min", parts => parts.Aggregate((a, b) => Tensor.Minimum(a, b))),
        Many("Sum", parts => parts.Aggregate((a, b) => a + b)),
        Many("Mean", parts => parts.Aggregate((a, b) => a + b) / (double)parts.Length),
        Unary("Abs", x => x.Abs()),
        Unary("Neg", x => -x),
        Unary("Sign", x => x.Sign(), 9),
        Unary("Exp", x => x.Exp()),
        Unary("Log", x => x.Log()),
        Unary("Sqrt", x => x.Sqrt()),
        Unary("Reciprocal", x => 1 / x),
        Unary("Floor", x => x.Floor()),
        Unary("Ceil", x => x.Ceiling()),
        Unary("Round", x => x.Round(), 11),
        Unary("Sin", x => x.Sin()),
        Unary("Cos", x => x.Cos()),
        Unary("Tan", x => x.Tan()),
        Unary("Asin", x => x.Asin()),
        Unary("Acos", x => x.Acos()),
        Unary("Atan", x => x.Atan()),
        Unary("Sinh", x => x.Sinh(), 9),
        Unary("Cosh", x => x.Cosh(), 9),
        Unary("Asinh", x => x.Asinh(), 9),
        Unary("Acosh", x => x.Acosh(), 9),
        Unary("Atanh", x => x.Atanh(), 9),
        Unary("Erf", x => x.Erf(), 9),
        // Two that ONNX does not have, but that Keras's export with TensorFlow writes.
        Unary("Erfc", Ops.Erfc),
        Unary("Expm1", x => x.Expm1()),
        Unary("Not", x => !x),
        Unary("Identity", x => x),
        Unary("IsNaN", x => x.IsNaN(), 9),
        OperatorEntry.Of("IsInf", 10, "detect_negative detect_positive", call =>
            (call.Int("detect_positive", 1) == 1 ? call[0].EqualTo(double.PositiveInfinity) : Tensor.Zeros(call[0].Shape, DType.Bool))
            | (call.Int("detect_negative", 1) == 1 ? call[0].EqualTo(double.NegativeInfinity) : Tensor.Zeros(call[0].Shape, DType.Bool)))
            with { Order = AxisOrder.Any },
        OperatorEntry.Of("Clip", 1, "min max consumed_inputs", Clip) with { Order = AxisOrder.First },
    ];

    /// <summary>The quotient; of whole numbers without its fraction.</summary>
    public static Tensor Divide(Tensor a, Tensor b)
    {
        if (a.DType.IsFloat())
            return a / b;
        return a.DType is DType.UInt8 or DType.UInt16 or DType.UInt32
            ? a.FloorDivide(b)
            : (a.Abs().FloorDivide(b.Abs()) * a.Sign() * b.Sign()).Cast(a.DType);
    }

    private static OperatorEntry Binary(string name, Func<Tensor, Tensor, Tensor> compute, int since = 1) =>
        OperatorEntry.Of(name, since, Old, call => compute(call[0], Aligned(call))) with { OneType = true, Order = AxisOrder.Any };

    private static OperatorEntry Many(string name, Func<Tensor[], Tensor> compute) =>
        OperatorEntry.Of(name, 1, "consumed_inputs", call => compute(call.All).Cast(call[0].DType))
            with
        { OneType = true, Order = AxisOrder.Any };

    private static OperatorEntry Unary(string name, Func<Tensor, Tensor> compute, int since = 1) =>
        OperatorEntry.Of(name, since, "consumed_inputs", call => compute(call[0])) with { Order = AxisOrder.Any };

    // Before operator set 7 the second operand was laid beside an axis of the first; a slope of PRelu beside the channels.
    private static Tensor Aligned(OperatorCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (call.Opset >= 7 || call.ChannelsLast)
            return b;
        var axis = call.Node.Operator == "PRelu" && b.Rank == 1 ? 1 : call.Int("axis", a.Rank - b.Rank);
        var after = a.Rank - (axis < 0 ? axis + a.Rank : axis) - b.Rank;
        return after <= 0 ? b : b.Reshape(new Shape([.. b.Shape, .. Enumerable.Repeat(1, after)]));
    }

    private static Tensor Power(Tensor x, Tensor exponent) => x.DType.IsFloat()
        ? x.Power(exponent.Cast(x.DType))
        : x.Cast(DType.Float64).Power(exponent.Cast(DType.Float64)).Cast(x.DType);

    private static Tensor Modulo(OperatorCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (call.Int("fmod", 0) == 0)
            return (a % b).Cast(a.DType);
        return a.DType is DType.UInt8 or DType.UInt16 or DType.UInt32 ? a % b : Ops.Fmod(a, b).Cast(a.DType);
    }

    private static Tensor Clip(OperatorCall call)
    {
        var x = call[0];
        var (low, high) = call.Opset < 11
            ? (call.Has("min") ? Tensor.From((float)call.Float("min", 0)) : null, call.Has("max") ? Tensor.From((float)call.Float("max", 0))
                : null)
            : (call.Optional(1), call.Optional(2));
        if (low is not null)
            x = Tensor.Maximum(x, low.Cast(x.DType));
        return high is null ? x : Tensor.Minimum(x, high.Cast(x.DType));
    }
}
