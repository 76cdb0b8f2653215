using System.Collections.Frozen;

namespace Cornea.Layers;

internal static partial class OperationTable
{
    private static readonly FrozenDictionary<string, Func<Tensor, Tensor>> OfOne = new Dictionary<string, Func<Tensor, Tensor>>
    {
        ["Absolute"] = x => x.Abs(),
        ["Abs"] = x => x.Abs(),
        ["Negative"] = x => -x,
        ["Sign"] = x => x.Sign(),
        ["Exp"] = x => x.Exp(),
        ["Expm1"] = x => x.Expm1(),
        ["Log"] = x => x.Log(),
        ["Log1p"] = x => x.Log1p(),
        ["Sqrt"] = x => x.Sqrt(),
        ["Rsqrt"] = x => x.Rsqrt(),
        ["Square"] = x => x.Square(),
        ["Reciprocal"] = x => x.Reciprocal(),
        ["Sin"] = x => x.Sin(),
        ["Cos"] = x => x.Cos(),
        ["Tan"] = x => x.Tan(),
        ["Arcsin"] = x => x.Asin(),
        ["Arccos"] = x => x.Acos(),
        ["Arctan"] = x => x.Atan(),
        ["Sinh"] = x => x.Sinh(),
        ["Cosh"] = x => x.Cosh(),
        ["Tanh"] = x => x.Tanh(),
        ["Arcsinh"] = x => x.Asinh(),
        ["Arccosh"] = x => x.Acosh(),
        ["Arctanh"] = x => x.Atanh(),
        ["Erf"] = x => x.Erf(),
        ["Floor"] = x => x.Floor(),
        ["Ceil"] = x => x.Ceiling(),
        ["Isnan"] = x => x.IsNaN(),
        ["Isinf"] = x => x.IsInfinite(),
        ["Isfinite"] = x => x.IsFinite(),
        ["LogicalNot"] = Cornea.Ops.LogicalNot,
        ["StopGradient"] = x => x.StopGradient(),
        ["Identity"] = x => x,
        ["Sigmoid"] = x => x.Sigmoid(),
        ["Relu"] = x => x.Relu(),
        ["Erfc"] = Cornea.Ops.Erfc,
        ["Erfinv"] = x => x.ErfInv(),
        ["Exp2"] = Cornea.Ops.Exp2,
        ["Log2"] = Cornea.Ops.Log2,
        ["Log10"] = Cornea.Ops.Log10,
        ["Cbrt"] = Cornea.Ops.Cbrt,
        ["Deg2rad"] = Cornea.Ops.Deg2Rad,
        ["Rad2deg"] = Cornea.Ops.Rad2Deg,
        ["Sinc"] = Cornea.Ops.Sinc,
        ["Trunc"] = Cornea.Ops.Trunc,
        ["Fabs"] = Cornea.Ops.FAbs,
        ["Signbit"] = Cornea.Ops.SignBit,
        ["Isneginf"] = Cornea.Ops.IsNegInf,
        ["Isposinf"] = Cornea.Ops.IsPosInf,
        ["Ravel"] = x => x.Flatten(),
        ["Fliplr"] = x => x.Reverse(1),
        ["Flipud"] = x => x.Reverse(0),
        ["Copy"] = x => x,
        ["Array"] = x => x,
        ["Inv"] = Cornea.Ops.Inv,
        ["Det"] = Cornea.Ops.Det,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (Func<Tensor, Operand, Tensor> Left, Func<Operand, Tensor, Tensor> Right)> OfTwo =
        new Dictionary<string, (Func<Tensor, Operand, Tensor> Left, Func<Operand, Tensor, Tensor> Right)>
        {
            ["Add"] = ((a, b) => a + b, (a, b) => a + b),
            ["Subtract"] = ((a, b) => a - b, (a, b) => a - b),
            ["Multiply"] = ((a, b) => a * b, (a, b) => a * b),
            ["TrueDivide"] = ((a, b) => a / b, (a, b) => a / b),
            ["Divide"] = ((a, b) => a / b, (a, b) => a / b),
            ["Mod"] = ((a, b) => a % b, (a, b) => a % b),
            ["Maximum"] = ((a, b) => Tensor.Maximum(a, b), (a, b) => Tensor.Maximum(a, b)),
            ["Minimum"] = ((a, b) => Tensor.Minimum(a, b), (a, b) => Tensor.Minimum(a, b)),
            ["Arctan2"] = ((a, b) => Tensor.Atan2(a, b), (a, b) => Tensor.Atan2(a, b)),
            ["Less"] = ((a, b) => a < b, (a, b) => b > a),
            ["LessEqual"] = ((a, b) => a <= b, (a, b) => b >= a),
            ["Greater"] = ((a, b) => a > b, (a, b) => b < a),
            ["GreaterEqual"] = ((a, b) => a >= b, (a, b) => b <= a),
            ["Equal"] = ((a, b) => a.EqualTo(b), (a, b) => b.EqualTo(a)),
            ["FloorDivide"] = ((a, b) => a.FloorDivide(b), (a, b) => Whole(a, b).FloorDivide(b)),
            ["NotEqual"] = ((a, b) => a.NotEqualTo(b), (a, b) => b.NotEqualTo(a)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Tensors Power(OperationArguments at) => at.IsTensor(0)
        ? at.Tensor(0).Power(at.Operand(1))
        : Whole(at.Operand(0), at.Tensor(1)).Power(at.Tensor(1));

    // A number as a tensor of the other side's shape.
    private static Tensor Whole(Operand number, Tensor other) => Tensor.FullLike(other, number);
}
