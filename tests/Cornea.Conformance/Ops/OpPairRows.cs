namespace Cornea.Conformance;

/// <summary>Functions of two tensors, element by element.</summary>
internal static class OpPairRows
{
    public static OpRow[] All =>
    [
        new("add(x1, x2)", "Tensor.op_Addition", a => Pair(a, (x, y) => x + y, (x, y) => x + y)),
        new("subtract(x1, x2)", "Tensor.op_Subtraction", a => Pair(a, (x, y) => x - y, (x, y) => x - y)),
        new("multiply(x1, x2)", "Tensor.op_Multiply", a => Pair(a, (x, y) => x * y, (x, y) => x * y)),
        new("divide(x1, x2)", "Tensor.op_Division", a => Pair(a, (x, y) => x / y, (x, y) => x / y)),
        new("true_divide(x1, x2)", "Tensor.op_Division", a => Pair(a, (x, y) => x / y, (x, y) => x / y)),
        new("mod(x1, x2)", "Tensor.op_Modulus", a => Pair(a, (x, y) => x % y, (x, y) => x % y)),
        new("less(x1, x2)", "Tensor.op_LessThan", a => Pair(a, (x, y) => x < y, (x, y) => x < y)),
        new("less_equal(x1, x2)", "Tensor.op_LessThanOrEqual", a => Pair(a, (x, y) => x <= y, (x, y) => x <= y)),
        new("greater(x1, x2)", "Tensor.op_GreaterThan", a => Pair(a, (x, y) => x > y, (x, y) => x > y)),
        new("greater_equal(x1, x2)", "Tensor.op_GreaterThanOrEqual", a => Pair(a, (x, y) => x >= y, (x, y) => x >= y)),
        new("bitwise_and(x, y)", "Tensor.op_BitwiseAnd", a => a.T("x") & a.O("y")),
        new("bitwise_or(x, y)", "Tensor.op_BitwiseOr", a => a.T("x") | a.O("y")),
        new("bitwise_xor(x, y)", "Tensor.op_ExclusiveOr", a => a.T("x") ^ a.O("y")),
        new("equal(x1, x2)", "Tensor.EqualTo", a => a.T("x1").EqualTo(a.O("x2"))),
        new("not_equal(x1, x2)", "Tensor.NotEqualTo", a => a.T("x1").NotEqualTo(a.O("x2"))),
        new("floor_divide(x1, x2)", "Tensor.FloorDivide", a => a.T("x1").FloorDivide(a.O("x2"))),
        new("power(x1, x2)", "Tensor.Power", a => a.T("x1").Power(a.O("x2"))),
        new("maximum(x1, x2)", "Tensor.Maximum", a => Tensor.Maximum(a.O("x1"), a.O("x2"))),
        new("minimum(x1, x2)", "Tensor.Minimum", a => Tensor.Minimum(a.O("x1"), a.O("x2"))),
        new("arctan2(x1, x2)", "Tensor.Atan2", a => Tensor.Atan2(a.O("x1"), a.O("x2"))),
        new("fmod(x1, x2)", "Ops.Fmod", a => Cornea.Ops.Fmod(a.T("x1"), a.T("x2"))),
        new("hypot(x1, x2)", "Ops.Hypot", a => Cornea.Ops.Hypot(a.T("x1"), a.T("x2"))),
        new("logaddexp(x1, x2)", "Ops.LogAddExp", a => Cornea.Ops.LogAddExp(a.T("x1"), a.T("x2"))),
        new("logaddexp2(x1, x2)", "Ops.LogAddExp2", a => Cornea.Ops.LogAddExp2(a.T("x1"), a.T("x2"))),
        new("divide_no_nan(x1, x2)", "Ops.DivideNoNan", a => Cornea.Ops.DivideNoNan(a.T("x1"), a.T("x2"))),
        new("gcd(x1, x2)", "Ops.Gcd", a => Cornea.Ops.Gcd(a.T("x1"), a.T("x2"))),
        new("lcm(x1, x2)", "Ops.Lcm", a => Cornea.Ops.Lcm(a.T("x1"), a.T("x2"))),
        new("logical_and(x1, x2)", "Ops.LogicalAnd", a => Cornea.Ops.LogicalAnd(a.T("x1"), a.T("x2"))),
        new("logical_or(x1, x2)", "Ops.LogicalOr", a => Cornea.Ops.LogicalOr(a.T("x1"), a.T("x2"))),
        new("logical_xor(x1, x2)", "Ops.LogicalXor", a => Cornea.Ops.LogicalXor(a.T("x1"), a.T("x2"))),
        new("fmax(x1, x2)", "Ops.FMax", a => Cornea.Ops.FMax(a.T("x1"), a.T("x2"))),
        new("fmin(x1, x2)", "Ops.FMin", a => Cornea.Ops.FMin(a.T("x1"), a.T("x2"))),
        new("ldexp(x1, x2)", "Ops.Ldexp", a => Cornea.Ops.Ldexp(a.T("x1"), a.T("x2"))),
        new("left_shift(x, y)", "Ops.LeftShift", a => Cornea.Ops.LeftShift(a.T("x"), a.T("y"))),
        new("right_shift(x, y)", "Ops.RightShift", a => Cornea.Ops.RightShift(a.T("x"), a.T("y"))),
        new("bitwise_left_shift(x, y)", "Ops.LeftShift", a => Cornea.Ops.LeftShift(a.T("x"), a.T("y"))),
        new("bitwise_right_shift(x, y)", "Ops.RightShift", a => Cornea.Ops.RightShift(a.T("x"), a.T("y"))),
        new("nextafter(x1, x2)", "Ops.NextAfter", a => Cornea.Ops.NextAfter(a.T("x1"), a.T("x2"))),
        new("heaviside(x1, x2)", "Ops.Heaviside", a => Cornea.Ops.Heaviside(a.T("x1"), a.O("x2"))),
        new("isclose(x1, x2, rtol, atol, equal_nan)", "Ops.IsClose",
        a => Cornea.Ops.IsClose(a.T("x1"), a.T("x2"), a.D("rtol", 1e-5), a.D("atol", 1e-8), a.B("equal_nan"))),
        new("allclose(x1, x2, rtol, atol, equal_nan)", "Ops.AllClose",
        a => Cornea.Ops.AllClose(a.T("x1"), a.T("x2"), a.D("rtol", 1e-5), a.D("atol", 1e-8), a.B("equal_nan"))),
        new("where(condition, x1, x2)", "Tensor.Where, Ops.NonZero",
        a => a.Has("x1") ? Tensor.Where(a.T("condition"), a.O("x1"), a.O("x2")) : Cornea.Ops.NonZero(a.T("condition"))),
        new("select(condlist, choicelist, default)", "Ops.Select",
        a => Cornea.Ops.Select(a.Ts("condlist"), a.Ts("choicelist"), a.Has("default") ? a.O("default") : 0)),
        new("polar(abs_, angle)", "Ops.Polar", a => ComplexTensor.Of(Cornea.Ops.Polar(a.T("abs_"), a.T("angle")))),
    ];

    // At least one of both is a tensor.
    private static Tensor Pair(OpCall a, Func<Tensor, Operand, Tensor> first, Func<Operand, Tensor, Tensor> second) =>
        a["x1"] is Tensor x ? first(x, a.O("x2")) : second(a.O("x1"), a.T("x2"));
}
