using static Cornea.Tests.OpCases.OpCase;

namespace Cornea.Tests.OpCases;

internal static class ElementwiseRows
{
    public static IEnumerable<OpCase> Rows =>
    [
        Float("Exp", x => x.Exp(), -3, 3),
        Float("Expm1", x => x.Expm1(), -3, 3),
        Float("Log", x => x.Log(), 0.1, 4),
        Float("Log1p", x => x.Log1p(), -0.9, 4),
        Float("Sqrt", x => x.Sqrt(), 0.1, 4),
        Float("Rsqrt", x => x.Rsqrt(), 0.1, 4),
        Float("Sin", x => x.Sin(), -6, 6) with { Specials = MildSpecials },
        Float("Cos", x => x.Cos(), -6, 6) with { Specials = MildSpecials },
        Float("Tan", x => x.Tan(), -1.2, 1.2) with { Specials = MildSpecials },
        Float("Asin", x => x.Asin(), -0.95, 0.95),
        Float("Acos", x => x.Acos(), -0.95, 0.95),
        Float("Atan", x => x.Atan(), -4, 4),
        Float("Sinh", x => x.Sinh(), -3, 3),
        Float("Cosh", x => x.Cosh(), -3, 3),
        Float("Asinh", x => x.Asinh(), -4, 4),
        Float("Acosh", x => x.Acosh(), 1.1, 4),
        Float("Atanh", x => x.Atanh(), -0.95, 0.95),
        Float("Tanh", x => x.Tanh(), -4, 4),
        Float("Sigmoid", x => x.Sigmoid(), -6, 6),
        Float("Erf", x => x.Erf(), -3, 3),
        Float("ErfInv", x => x.ErfInv(), -0.95, 0.95),
        Number("Negate", x => -x),
        Number("Abs", x => x.Abs()),
        Number("Sign", x => x.Sign()) with { Differentiable = false },
        Number("Floor", x => x.Floor()) with { Differentiable = false },
        Number("Ceiling", x => x.Ceiling()) with { Differentiable = false },
        Number("Round", x => x.Round()) with { Differentiable = false },
        Number("Round of halves", x => x.Round(), 0.5) with { Differentiable = false },
        Number("CustomGradient", x => Gradients.Custom(x, [x], g => [g])),
        Number("StopGradient", x => x.StopGradient()) with { Differentiable = false },
        Float("IsNaN", x => x.IsNaN(), -3, 3) with { Differentiable = false },
        Float("IsInfinite", x => x.IsInfinite(), -3, 3) with { Differentiable = false },
        new OpCase("Not", x => !x[0], OpInput.Bool(Line)) { DTypes = [DType.Bool], Differentiable = false },

        Pair("Add", (a, b) => a + b),
        Pair("Subtract", (a, b) => a - b),
        Pair("Multiply", (a, b) => a * b),
        Pair("Divide", (a, b) => a / b) with { DTypes = Floats },
        Pair("Maximum", Maximum),
        Pair("Minimum", Minimum),
        Pair("Maximum with ties", Maximum, 0.5) with { Differentiable = false },
        Pair("Minimum with ties", Minimum, 0.5) with { Differentiable = false },
        new OpCase("Power", x => x[0].Power(x[1]), OpInput.Of(Line, 0.2, 3), OpInput.Of(Line, -2, 2))
            { DTypes = Floats, Specials = MildSpecials, Relative = 1e-5 },
        new OpCase("Power of integers", x => x[0].Power(x[1]), OpInput.Of(Line, -3, 3), OpInput.Of(Line, 0, 4)) { DTypes = Integers,
        Differentiable = false },
        new OpCase("Power of negatives", x => x[0].Power(3), OpInput.Of(Line, -3, -0.3)) { Relative = 1e-5 },
        new OpCase("Remainder", x => x[0] % x[1], OpInput.Of(Line, -5, 5), OpInput.Of(Line, 0.6, 3)) { DTypes = Numbers,
        Specials = [double.NaN, 0, -0.0, 1, -1, 2.5, -3, 0.5] },
        new OpCase("FloorDivide", x => x[0].FloorDivide(x[1]), OpInput.Of(Line, -5, 5), OpInput.Of(Line, 0.6, 3))
            { DTypes = Numbers, Differentiable = false, Specials = MildSpecials },
        new OpCase("Remainder by negatives and zero", x => x[0] % x[1], OpInput.Of(Line, -9, 9),
        OpInput.Of(Line, -3, 3)) { DTypes = Integers, Differentiable = false },
        new OpCase("FloorDivide by negatives and zero", x => x[0].FloorDivide(x[1]), OpInput.Of(Line, -9, 9), OpInput.Of(Line, -3, 3))
            { DTypes = Integers, Differentiable = false },
        Pair("Atan2", (a, b) => Tensor.Atan2(a, b)) with { DTypes = Floats, Specials = MildSpecials },
        Compare("Equal", (a, b) => a.EqualTo(b)),
        Compare("NotEqual", (a, b) => a.NotEqualTo(b)),
        Compare("Less", (a, b) => a < b),
        Compare("LessEqual", (a, b) => a <= b),
        Bits("And", (a, b) => a & b),
        Bits("Or", (a, b) => a | b),
        Bits("Xor", (a, b) => a ^ b),
        new OpCase("Where", x => Tensor.Where(x[0], x[1], x[2]), OpInput.Bool(Line), OpInput.Of(Line, -3, 3),
        OpInput.Of(Line, -3, 3)) { DTypes = All },
        new OpCase("Where a scalar", x => Tensor.Where(x[0], x[1], 0), OpInput.Bool(Line), OpInput.Of(Line, -3, 3)) { DTypes = Numbers },

        .. Enum.GetValues<DType>().Select(to =>
            new OpCase($"Cast to {to}", x => x[0].Cast(to),
            OpInput.Of(Line, to == DType.UInt8 ? 0 : -50, 50)) { DTypes = [.. All.Where(from => from != to)],
            Differentiable = to == DType.Float64 }),
    ];

    private static Shape Line(int n) => [n];

    private static Tensor Maximum(Tensor a, Tensor b) => Tensor.Maximum(a, b);

    private static Tensor Minimum(Tensor a, Tensor b) => Tensor.Minimum(a, b);

    private static OpCase Float(string name, Func<Tensor, Tensor> function, double low, double high) =>
        new(name, x => function(x[0]), OpInput.Of(Line, low, high)) { Specials = EverySpecial };

    private static OpCase Number(string name, Func<Tensor, Tensor> function, double step = 0) =>
        new(name, x => function(x[0]), OpInput.Of(Line, -9, 9, step)) { DTypes = Numbers, Specials = EverySpecial };

    private static OpCase Pair(string name, Func<Tensor, Tensor, Tensor> function, double step = 0) =>
        new(name, x => function(x[0], x[1]), OpInput.Of(Line, -9, 9, step), OpInput.Of(Line, -9, 9, step))
        {
            DTypes = Numbers,
            Specials = EverySpecial
        };

    private static OpCase Compare(string name, Func<Tensor, Tensor, Tensor> function) =>
        Pair(name, function, 1) with { DTypes = All, Differentiable = false };

    private static OpCase Bits(string name, Func<Tensor, Tensor, Tensor> function) =>
        Pair(name, function) with { DTypes = [.. Integers, DType.Bool], Differentiable = false, Specials = [] };
}
