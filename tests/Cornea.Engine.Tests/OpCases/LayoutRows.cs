using static Cornea.Tests.OpCases.OpCase;

namespace Cornea.Tests.OpCases;

internal static class LayoutRows
{
    private static readonly Variable Stored = new(Tensor.From([1f, -2f, 3f]), "stored");

    public static IEnumerable<OpCase> Rows =>
    [
        new OpCase("Input", x => x[0], OpInput.Of(n => [n], -9, 9)) { DTypes = All },
        new OpCase("Constant", _ => Tensor.From([1f, 2f, 3f])),
        new OpCase("VariableRead", _ => Stored),

        One("Reshape to one axis", n => [n, 6], x => x.Flatten()),
        One("Reshape to three axes", n => [n, 6], x => x.Reshape(3, -1, 2)),
        One("Transpose to interleave short rows", n => [2, 2, 2, 9, n, 3], x => x.Transpose(2, 3, 0, 4, 1, 5).Reshape(2, 18, -1, 3)),
        One("Transpose to interleave rows", n => [2, 2, n, 8, 9, 16], x => x.Transpose(2, 3, 0, 4, 1, 5).Reshape(-1, 16, 18, 16)),
        One("Transpose to interleave pairs", n => [3, n, 9, 2], x => x.Transpose(1, 2, 0, 3).Reshape(-1, 6)),
        One("Transpose a matrix", n => [n, 7], x => x.Transpose()),
        One("Transpose inner axes", n => [3, n, 5], x => x.Transpose(0, 2, 1)),
        One("Transpose outer axes", n => [3, n, 4], x => x.Transpose(1, 0, 2)),
        One("Transpose all around", n => [3, n, 4], x => x.Transpose(2, 0, 1)),
        One("Broadcast rows", n => [n], x => x.BroadcastTo([4, x.Size])),
        One("Broadcast columns", n => [n, 1], x => x.BroadcastTo([x.Shape[0], 5])),
        One("Broadcast the middle", n => [3, 1, n], x => x.BroadcastTo([2, 3, 4, x.Shape[2]])),
        One("Broadcast a number", _ => [], x => x.BroadcastTo([3, 4])),
        One("Slice contiguous", n => [n + 2, 3], x => x[1..^1, 1..]),
        One("Slice with steps", n => [2 * n + 1, 5], x => x[Slice.Step(1, null, 2), Slice.Step(null, null, 3)]),
        One("Slice backwards", n => [n, 5], x => x[Slice.Step(null, null, -1), Slice.Step(4, 0, -2)]),
        One("Slice nothing", n => [n, 3], x => x[.., 1..1]),
        One("Pad the edges", n => [n, 3], x => x.Pad([1, 2], [2, 0], 7)),
        One("Pad between", n => [n, 2], x => x.Pad([1, 0], [0, 1], [2, 1], 0)),
        One("Pad by cropping", n => [n + 2, 4], x => x.Pad([-1, 1], [-1, -2], [0, 0], 0)),
        One("Pad with infinity", n => [n], x => x.Pad([1], [1], double.NegativeInfinity)) with { DTypes = Floats, Differentiable = false },
        new OpCase("Concat rows", x => Tensor.Concat([x[0], x[1]]), OpInput.Of(n => [n, 3], -9, 9),
        OpInput.Of(_ => [2, 3], -9, 9)) { DTypes = All },
        new OpCase("Concat columns", x => Tensor.Concat([x[0], x[1], x[0]], 1), OpInput.Of(n => [n, 3], -9, 9),
        OpInput.Of(n => [n, 1], -9, 9)) { DTypes = All },
        One("Reverse", n => [n, 3], x => x.Reverse(0, 1)),
        One("Tile", n => [n, 2], x => x.Tile(2, 3)),
        One("Repeat", n => [n, 2], x => x.Repeat(3, 0)),

        new OpCase("Gather rows", x => x[0].Gather(x[1]), OpInput.Of(n => [n, 3], -9, 9),
        OpInput.Index(n => [n + 1], n => n)) { DTypes = All },
        new OpCase("Gather columns by int64", x => x[0].Gather(x[1], 1), OpInput.Of(n => [3, n], -9, 9),
        OpInput.Index(n => [n], n => n, DType.Int64)) { DTypes = All },
        new OpCase("Gather by a matrix of indices", x => x[0].Gather(x[1], 1), OpInput.Of(n => [2, n, 3], -9, 9),
        OpInput.Index(_ => [2, 3], n => n)) { DTypes = All },
        new OpCase("ScatterAdd rows", x => x[0].ScatterAdd(x[1], x[2]), OpInput.Of(n => [n, 3], -9, 9), OpInput.Index(n => [n + 1], n => n),
        OpInput.Of(n => [n + 1, 3], -9, 9))
            { DTypes = Numbers, Absolute = 2e-5 },
        new OpCase("ScatterAdd to few positions", x => x[0].ScatterAdd(x[1], x[2], 1), OpInput.Of(_ => [2, 4], -9, 9),
        OpInput.Index(n => [n], _ => 4, DType.Int64), OpInput.Of(n => [2, n], -9, 9))
            { DTypes = Numbers, Absolute = 2e-4 },

        new OpCase("ScatterAdd into many rows of one number", x => Tensor.Full([2, 450, 301], 3, x[1].DType).ScatterAdd(x[0], x[1], 1),
        OpInput.Index(n => [n + 5], _ => 450), OpInput.Of(n => [2, n + 5, 301], -9, 9))
            { DTypes = Numbers, Absolute = 2e-4, Differentiable = false },

        Random("Random.Uniform", key => key.Uniform([101])),
        Random("Random.Normal", key => key.Stream(1).Normal([101])),
        Random("Random.TruncatedNormal", key => key.Stream(2).TruncatedNormal([7, 11])),
        Random("Random.Bits", key => new Tensor(new Graph.Ops.Random(Graph.Ops.RandomKind.Bits, [101], 3), [key.Tensor])),
        Random("Permutation", key => key.Permutation(33)),
    ];

    private static OpCase One(string name, Func<int, Shape> shape, Func<Tensor, Tensor> function) =>
        new(name, x => function(x[0]), OpInput.Of(shape, -9, 9)) { DTypes = All };

    private static OpCase Random(string name, Func<RandomKey, Tensor> draw) =>
        new(name, x => draw(new RandomKey(x[0])),
        new OpInput(_ => [], n => new Domain(1000 * n, 2000 * n), DType.Int64))
        { DTypes = [DType.Float32], Differentiable = false };
}
