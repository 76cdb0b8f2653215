namespace Cornea.Conformance;

/// <summary>Control flow, functions of functions.</summary>
internal static class OpControlRows
{
    public static OpRow[] All =>
    [
        new("cond(pred, true_fn, false_fn)", "Ops.Cond",
        a => Cornea.Ops.Cond(a.T("pred"), () => Nullary(a.F("true_fn")), () => Nullary(a.F("false_fn")))),
        new("switch(index, branches, *operands)", "Ops.Switch", a => Cornea.Ops.Switch(
            a.T("index"), [.. ((List<object?>)a["branches"]!).Select(branch => Many(((OpFunction)branch!).Text))], a.All())),
        new("while_loop(cond, body, loop_vars, maximum_iterations)", "Ops.WhileLoop", a => Cornea.Ops.WhileLoop(
            Many(a.F("cond").Text), Lists(a.F("body").Text), a.Ts("loop_vars"), a.IN("maximum_iterations")) is var last
                && a["loop_vars"] is Tensor ? last[0] : last),
        new("fori_loop(lower, upper, body_fun, init_val)", "Ops.ForiLoop",
        a => Cornea.Ops.ForiLoop(a.I("lower"), a.I("upper"), a.F("body_fun").Text switch
        {
            "(i, x) -> x * 2 + i" => (i, x) => [x[0] * 2 + i],
            "(i, (a, b)) -> (b, a + b)" => (_, x) => [x[1], x[0] + x[1]],
            var other => throw Unknown(other),
        }, a.Ts("init_val"))),
        new("scan(f, init, xs, length, reverse, unroll)", "Scan.Run", Scanned),
        new("associative_scan(f, elems, reverse, axis)", "Ops.AssociativeScan", a => Cornea.Ops.AssociativeScan(a.F("f").Text switch
        {
            "(a, b) -> a + b" => (x, y) => [x[0] + y[0]],
            "(a, b) -> a * b" => (x, y) => [x[0] * y[0]],
            "((a, b), (c, d)) -> (a * c, b * c + d)" => (x, y) => [x[0] * y[0], x[1] * y[0] + y[1]],
            var other => throw Unknown(other),
        }, a.Ts("elems"), a.B("reverse"), a.I("axis"))),
        new("map(f, xs)", "Ops.Map", a => Cornea.Ops.Map(Rows(a.F("f").Text), a.Ts("xs"))),
        new("vectorized_map(function, elements)", "Ops.Map", a => Cornea.Ops.Map(Rows(a.F("function").Text), a.Ts("elements"))),
        new("vectorize(pyfunc, excluded, signature)", "Ops.Vectorize", Vectorized),
        new("custom_gradient(f)", "Gradients.Custom", CustomGradient),
        new("jvp(fun, primals, tangents, has_aux)", "Gradients.Jvp", a => Gradients.Jvp(a.F("fun").Text switch
        {
            "x -> x * x * 3" => x => x[0] * x[0] * 3,
            "(x, y) -> x * y" => x => x[0] * x[1],
            var other => throw Unknown(other),
        }, a.Ts("primals"), a.Ts("tangents"))),
    ];

    private static UnsupportedCaseException Unknown(string text) => new($"the function {text}");

    private static Tensor Nullary(OpFunction function) => function.Text switch
    {
        "() -> x + 1" => function.Tensors["x"] + 1,
        "() -> x * 2" => function.Tensors["x"] * 2,
        var other => throw Unknown(other),
    };

    private static Func<IReadOnlyList<Tensor>, Tensor> Many(string text) => text switch
    {
        "(x, y) -> x + y" => x => x[0] + x[1],
        "(x, y) -> x - y" => x => x[0] - x[1],
        "(x, y) -> x * y" => x => x[0] * x[1],
        "(i, x) -> i < 3" => x => x[0] < 3,
        "x -> sum(x) < 50" => x => x[0].Sum() < 50,
        _ => throw Unknown(text),
    };

    private static Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Lists(string text) => text switch
    {
        "(i, x) -> (i + 1, x * 1.5)" => x => [x[0] + 1, x[1] * 1.5],
        "x -> x * 2" => x => [x[0] * 2],
        _ => throw Unknown(text),
    };

    private static Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Rows(string text) => text switch
    {
        "x -> sum(x * x)" => x => [x[0].Square().Sum()],
        "(a, b) -> a - b, one pair of rows at a time" => x => [x[0] - x[1]],
        _ => throw Unknown(text),
    };

    private static object Scanned(OpCall a)
    {
        ScanBody body = a.F("f").Text switch
        {
            "(carry, x) -> (carry + x, carry * x)" => (carry, x) => ([carry[0] + x[0]], [carry[0] * x[0]]),
            "(carry, nothing) -> (carry * 2, carry)" => (carry, _) => ([carry[0] * 2], [carry[0]]),
            "(carry, (a, b)) -> (carry * a + b, carry * a + b)" =>
                (carry, x) => carry[0] * x[0] + x[1] is var next ? ([next], [next]) : default,
            var other => throw Unknown(other),
        };
        var result = Scan.Run(a.Ts("init"), a.Has("xs") ? a.Ts("xs") : [], body, a.B("reverse"), a.IN("length"));
        return (result.Carries[0], result.Outputs[0]);
    }

    private static object Vectorized(OpCall a)
    {
        Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function = a.F("pyfunc").Text switch
        {
            "(x, y) -> x * y - 1, whole numbers or floats" => x => [x[0] * x[1] - 1],
            "(a, b) of signature (n),(n)->(): sum(a * b)" => x => [(x[0] * x[1]).Sum()],
            var other => throw Unknown(other),
        };
        return Cornea.Ops.Vectorize(function, a.Has("signature") ? a.S("signature") : null)([.. a.Then.Select(one => (Tensor)one!)]);
    }

    private static object CustomGradient(OpCall a)
    {
        var x = (Tensor)a.Then[0]!;
        return a.F("f").Text switch
        {
            "x -> log(1 + exp(x)), whose gradient is declared as upstream * (1 - 1 / (1 + exp(x)))" =>
                Gradients.Custom((x.Exp() + 1).Log(), [x], upstream => [upstream * (1 - 1 / (x.Exp() + 1))]),
            "x -> x * x, whose gradient is declared as upstream * 10" => Gradients.Custom(x * x, [x], upstream => [upstream * 10]),
            var other => throw Unknown(other),
        };
    }
}
