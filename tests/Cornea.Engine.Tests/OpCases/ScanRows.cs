namespace Cornea.Tests.OpCases;

/// <summary>Recurrences: what a step takes up, reads, captures, hands on and stacks.</summary>
internal static class ScanRows
{
    private const int Steps = 4;

    public static IEnumerable<OpCase> Rows =>
    [
        Cell("Scan to the last carry", (x, h, w) => Recurrent(x, h, w).Carries[0]),
        Cell("Scan to all outputs", (x, h, w) => Recurrent(x, h, w).Outputs[0]),
        Cell("Scan from the last row", (x, h, w) => Recurrent(x, h, w, reverse: true).Outputs[0]),
        Cell("Scan of no steps", (x, h, w) => Recurrent(x[..0], h, w).Carries[0]),
        Cell("Scan of one step", (x, h, w) => Recurrent(x[..1], h, w).Outputs[0]),
        Cell("Scan with two carries that change positions", (x, h, w) => Exchange(x, h, w)),
        Cell("Scan of batch-first rows", (x, h, w) => Recurrent(x.SwapAxes(1, 2).SwapAxes(1, 2), h, w).Outputs[0].SwapAxes(0, 1)),
        Cell("Scan in a scan", (x, h, w) => Nested(x, h, w)),
        new OpCase("Function of the host", x => Tensor.FromFunction("Copied", x[0].Type, Copied, x[0] + x[0]),
            OpInput.Of(n => [n, 3], -9, 9, 1))
            { DTypes = OpCase.Numbers, Differentiable = false },
        new OpCase("Scan of vectors", x => Scan.Run([x[1]], [x[0]], (c, s) => ([c[0] * s[0]], [c[0] + s[0]])).Outputs[0],
            OpInput.Of(n => [Steps, n], -1, 1), OpInput.Of(n => [n], -1, 1)) { DTypes = OpCase.Numbers },
        new OpCase("Scan of gates", x => Gates(x), OpInput.Of(n => [Steps, n, 12], -1, 1), OpInput.Of(n => [n, 3], -1, 1),
        OpInput.Of(n => [n, 3], -1, 1), OpInput.Of(_ => [3, 12], -1, 1))
            { Absolute = 1e-5 },
    ];

    private static Tensor Copied(IReadOnlyList<Tensor> given) =>
        Tensor.Create(given[0].Type, bytes => given[0].AsBytes().CopyTo(bytes));

    private static OpCase Cell(string name, Func<Tensor, Tensor, Tensor, Tensor> function) =>
        new(name, x => function(x[0], x[1], x[2]), OpInput.Of(n => [Steps, n, 3], -1, 1), OpInput.Of(n => [n, 3], -1, 1),
        OpInput.Of(_ => [3, 3], -1, 1))
        { Absolute = 1e-5 };

    private static ScanResult Recurrent(Tensor x, Tensor h, Tensor w, bool reverse = false) => Scan.Run([h], [x], (carry, input) =>
    {
        var next = (input[0] + Tensor.MatMul(carry[0], w)).Tanh();
        return ([next], [next * 0.5 + carry[0]]);
    }, reverse);

    private static Tensor Exchange(Tensor x, Tensor h, Tensor w)
    {
        var result =
            Scan.Run([h, h * 2], [x], (carry, input) => ([carry[1], carry[0] * 0.5 + input[0].Sin()], [carry[0], carry[1] * w.Sum()]));
        return result.Outputs[0].Sum(0) + result.Outputs[1].Mean(0) + result.Carries[0];
    }

    // Each row is itself gone through, element by element of its last axis.
    private static Tensor Nested(Tensor x, Tensor h, Tensor w) => Scan.Run([h], [x], (carry, input) =>
    {
        var inner = Scan.Run([carry[0].Sum(1)], [input[0].Transpose()], (sum, column) =>
        {
            var next = (sum[0] * 0.5 + column[0] * w[0, 0]).Tanh();
            return ([next], [next]);
        });
        return ([(inner.Outputs[0].Transpose() + Tensor.MatMul(carry[0], w)).Tanh()], []);
    }).Carries[0];

    // An LSTM's step. x: [steps, batch, 4 units]
    private static Tensor Gates(Tensor[] x)
    {
        var result = Scan.Run([x[1], x[2]], [x[0]], (carry, input) =>
        {
            var gates = (input[0] + Tensor.MatMul(carry[0], x[3])).Split(4, axis: 1);
            var cell = gates[1].Sigmoid() * carry[1] + gates[0].Sigmoid() * gates[2].Tanh();
            var output = gates[3].Sigmoid() * cell.Tanh();
            return ([output, cell], [output]);
        });
        return Tensor.Concat([result.Outputs[0], result.Carries[1].ExpandDims(0)]);
    }
}
