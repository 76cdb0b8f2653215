using static Cornea.Tests.OpCases.OpCase;

namespace Cornea.Tests.OpCases;

/// <summary>Matrix products, and the compositions that layers, losses and optimizers are made of: the fuser's daily bread.</summary>
internal static class CompositeRows
{
    public static IEnumerable<OpCase> Rows =>
    [
        new OpCase("MatMul", x => Tensor.MatMul(x[0], x[1]), OpInput.Of(n => [n, 9], -3, 3),
        OpInput.Of(_ => [9, 5], -3, 3)) { DTypes = Numbers, Absolute = 2e-5 },
        new OpCase("MatMul of squares", x => Tensor.MatMul(x[0], x[1]), Square(3), Square(3)) { Absolute = 2e-4 },
        new OpCase("MatMul with a long inner axis", x => Tensor.MatMul(x[0], x[1]), OpInput.Of(n => [3, n], -1, 1),
        OpInput.Of(n => [n, 4], -1, 1)) { Absolute = 1e-4 },
        new OpCase("MatMul of transposes", x => Tensor.MatMul(x[0].Transpose(), x[1].Transpose()), OpInput.Of(n => [7, n], -3, 3),
        OpInput.Of(_ => [5, 7], -3, 3)) { Absolute = 2e-5 },
        new OpCase("MatMul of a batch", x => Tensor.MatMul(x[0], x[1]), OpInput.Of(n => [3, n, 4], -3, 3),
        OpInput.Of(_ => [3, 4, 5], -3, 3)) { DTypes = Numbers, Absolute = 2e-5 },
        new OpCase("MatMul of a broadcast batch", x => Tensor.MatMul(x[0], x[1]), OpInput.Of(n => [2, 1, n, 4], -3, 3),
        OpInput.Of(_ => [3, 4, 2], -3, 3)) { Absolute = 2e-5 },
        new OpCase("MatMul of vectors", x => Tensor.MatMul(x[0], x[1]), OpInput.Of(n => [n], -1, 1),
        OpInput.Of(n => [n], -1, 1)) { Absolute = 1e-4 },

        new OpCase("Bias and ReLU", x => (Tensor.MatMul(x[0], x[1]) + x[2]).Relu(), OpInput.Of(n => [n, 6], -1, 1),
        OpInput.Of(_ => [6, 8], -1, 1), OpInput.Of(_ => [8], -1, 1)) { Absolute = 1e-5 },
        Rowwise("Softmax", x => x.Softmax()),
        Rowwise("LogSoftmax", x => x.LogSoftmax()),
        Rowwise("Softmax of columns", x => x.Softmax(0)),
        Rowwise("LogSumExp", x => x.LogSumExp([1])),
        Rowwise("Mean", x => x.Mean(1)),
        Rowwise("Variance", x => x.Variance([0])),
        Rowwise("Layer normalization", x => (x - x.Mean(1, true)) * (x.Variance([1], true) + 1e-3).Rsqrt()) with { Absolute = 1e-4,
        Relative = 1e-4 },
        Rowwise("GELU", x => x * 0.5 * ((x * 0.7071067811865476).Erf() + 1)),
        Rowwise("Swish", x => x * x.Sigmoid()),
        Rowwise("Softplus", x => x.Softplus()),
        Rowwise("Clip", x => x.Clip(-1, 1)),
        Rowwise("A long chain",
        x => ((((x * 2 + 1).Tanh() * x).Exp() + 1).Log() * x.Sigmoid() - x.Square() / 3).Sin().Abs()
            .Sqrt() + (x * 0.1).Cos() * (x + 3).Atan()) with { Relative = 1e-4, Absolute = 1e-5 },
        Rowwise("Four sums of one input", x => Tensor.Stack([x.Sum(1), x.Square().Sum(1), x.Max(1), x.Mean(1)], 1)) with { Absolute =
            1e-4 },
        new OpCase("Crossentropy", x => -(x[1].Softmax() * x[0].LogSoftmax()).Sum(-1).Mean(), OpInput.Of(n => [n, 5], -3, 3),
        OpInput.Of(n => [n, 5], -3, 3)) { Absolute = 1e-5 },
        new OpCase("Scale by rows and columns", x => x[0] * x[1] + x[2], OpInput.Of(n => [n, 5], -3, 3), OpInput.Of(n => [n, 1], -3, 3),
        OpInput.Of(_ => [5], -3, 3)) { DTypes = Numbers },
        new OpCase("Scale by groups of channels", x => (x[0] - x[1]) * x[2], OpInput.Of(n => [2, n, 5, 3], -3, 3),
        OpInput.Of(_ => [2, 1, 5, 1], -3, 3), OpInput.Of(_ => [5, 3], -3, 3)) { DTypes = Numbers },
        new OpCase("Scale by samples and channels", x => x[0] * x[1] + x[2], OpInput.Of(n => [3, n, 20], -3, 3),
        OpInput.Of(_ => [3, 1, 20], -3, 3), OpInput.Of(_ => [3, 1, 1], -3, 3)) { DTypes = Numbers },
        new OpCase("Group normalization", x => GroupNormalized(x[0]) * x[1], OpInput.Of(n => [2, n, 5, 3], -3, 3),
        OpInput.Of(_ => [5, 3], -3, 3)) { Absolute = 1e-4, Relative = 1e-4 },
        new OpCase("Concatenations that grow", x => Grown(x[0], x[1], x[2]), OpInput.Of(n => [2, Math.Min(n, 9), 5, 16], -1, 1),
        OpInput.Of(_ => [3, 3, 16, 16], -0.3, 0.3), OpInput.Of(_ => [1, 1, 32, 3], -0.3, 0.3)) { Absolute = 1e-4, Relative = 1e-4 },
        new OpCase("Convolutions side by side", x => Tensor.Concat(
            [
                Tensor.Convolution(x[0], x[1]).Relu(), x[0].MaxPool([3, 3], [1], Padding.Same),
                Tensor.Convolution(x[0], x[2], padding: Padding.Same),
                Tensor.Convolution(x[0], x[2], padding: Padding.Same).Sigmoid() * 2, x[0] + 1,
            ], -1), OpInput.Of(n => [2, Math.Min(n, 9), 5, 16], -1, 1), OpInput.Of(_ => [1, 1, 16, 20], -0.3, 0.3),
        OpInput.Of(_ => [3, 3, 16, 16], -0.3, 0.3)) { Absolute = 1e-4, Relative = 1e-4 },
        new OpCase("Convolutions of images one behind the other", x => Tensor.Concat(
            [Tensor.Convolution(x[0], x[1]).Relu(), x[0], Tensor.Convolution(x[0], x[1])], 1).Sum([0]),
        OpInput.Of(n => [2, Math.Min(n, 9), 5, 4], -1, 1), OpInput.Of(_ => [1, 1, 4, 4], -0.3, 0.3)) { Absolute = 1e-4, Relative = 1e-4 },
        new OpCase("Adam's step", Adam, OpInput.Of(n => [n], -1, 1), OpInput.Of(n => [n], -1, 1), OpInput.Of(n => [n], 0, 1),
        OpInput.Of(n => [n], -1, 1)) { Relative = 1e-4, Absolute = 1e-5 },
        new OpCase("Attention", Attention, OpInput.Of(n => [2, n, 4], -1, 1), OpInput.Of(_ => [2, 6, 4], -1, 1),
        OpInput.Of(_ => [2, 6, 3], -1, 1)) { Absolute = 1e-4 },
        new OpCase("A residual of a transpose", x => (x[0] + Tensor.MatMul(x[0], x[1]).Transpose().Relu().Transpose()).Sum(0),
        OpInput.Of(n => [n, 4], -1, 1), OpInput.Of(_ => [4, 4], -1, 1)) { Absolute = 1e-4 },
    ];

    // What each step makes stands beside all before it, and is read together with them.
    private static Tensor Grown(Tensor x, Tensor wide, Tensor narrow)
    {
        var first = Tensor.Concat([x, Tensor.Convolution(x, wide, padding: Padding.Same).Relu()], -1);
        var second = Tensor.Concat([first, Tensor.Convolution((first * 2).Tanh(), narrow)], -1);
        var third = Tensor.Concat([second, Tensor.Convolution(first, narrow).Relu(), x], -1);
        return (third - third.Mean([0, 1, 2])).Square().Sum([1, 2]) + second.Max([1, 2]).Sum(-1, true);
    }

    private static Tensor GroupNormalized(Tensor x) =>
        (x - x.Mean([1, 3], true)) * (x.Variance([1, 3], true) + 1e-3).Rsqrt();

    private static OpInput Square(double size) => OpInput.Of(n => [Math.Min(n, 65), Math.Min(n, 65)], -size, size);

    private static OpCase Rowwise(string name, Func<Tensor, Tensor> function) =>
        new(name, x => function(x[0]), OpInput.Of(n => [n, 7], -4, 4)) { Relative = 1e-5, Absolute = 1e-5 };

    // Weights, first moment, second moment, gradient.
    private static Tensor Adam(Tensor[] x)
    {
        var m = x[1] * 0.9 + x[3] * 0.1;
        var v = x[2] * 0.999 + x[3].Square() * 0.001;
        return x[0] - m * 0.001 / (v.Sqrt() + 1e-3);
    }

    private static Tensor Attention(Tensor[] x) =>
        Tensor.MatMul((Tensor.MatMul(x[0], x[1].SwapAxes(1, 2)) * 0.5).Softmax(), x[2]);
}
