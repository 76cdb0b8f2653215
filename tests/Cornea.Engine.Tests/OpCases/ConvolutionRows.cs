using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Tests.OpCases;

/// <summary>Convolution and pooling. Sizes are bounded where the reference's loops would take too long.</summary>
internal static class ConvolutionRows
{
    public static IEnumerable<OpCase> Rows =>
    [
        Case("Convolution 1-D", n => [2, n + 2, 3], [3, 3, 4], x => Tensor.Convolution(x[0], x[1])),
        Case("Convolution 1-D causal, dilated", n => [2, n, 3], [3, 3, 4],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Causal, dilation: [2])),
        Case("Convolution 1-D same, strided", n => [1, n, 3], [4, 3, 5], x => Tensor.Convolution(x[0], x[1], [2], Padding.Same)),
        Case("Convolution 2-D", n => [2, Side(n) + 2, 5, 3], [3, 3, 3, 20], x => Tensor.Convolution(x[0], x[1])),
        Case("Convolution 2-D same", n => [2, 6, Side(n), 9], [3, 3, 9, 16], x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)),
        Case("Convolution 2-D of many images", n => [Math.Min(n, 300), 4, 5, 2], [3, 2, 2, 33],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)),
        Case("Convolution 2-D of one channel", n => [1, Side(n) + 1, 9, 1], [2, 5, 1, 32], x => Tensor.Convolution(x[0], x[1])),
        Case("Convolution 2-D, strided", n => [2, Side(n) + 3, 8, 8], [3, 2, 8, 6],
        x => Tensor.Convolution(x[0], x[1], [2, 3], Padding.Same)),
        Case("Convolution 2-D, strided and dilated", n => [1, Side(n) + 4, 7, 2], [3, 2, 2, 3],
        x => Tensor.Convolution(x[0], x[1], [2], Padding.Valid, [2, 3])),
        Case("Convolution 2-D, strides beyond the kernel", n => [1, Side(n) + 2, 9, 3], [2, 1, 3, 4],
        x => Tensor.Convolution(x[0], x[1], [3, 2])),
        Case("Convolution 2-D in groups, strided", n => [2, Side(n) + 1, 4, 6], [3, 3, 3, 10],
        x => Tensor.Convolution(x[0], x[1], [2], Padding.Same, groups: 2)),
        Case("Convolution 2-D, strided with uneven padding", n => [1, Side(n) + 2, 6, 3], [4, 3, 3, 4],
        x => Tensor.Convolution(x[0], x[1], [-1, 4], [3, 0], [2, 3])),
        Case("Convolution 2-D in groups", n => [2, Side(n), 4, 6], [3, 3, 3, 10],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same, groups: 2)),
        .. from width in new[] { 2, 4, 8 }
           select Case($"Convolution 2-D in narrow groups of {width}, strided", n => [2, 4, Side(n) + 5, 48], [3, 2, width, 48],
               x => Tensor.Convolution(x[0], x[1], [2, 1], Padding.Same, groups: 48 / width)) with { Absolute = 5e-5 },
        .. from width in new[] { 2, 4, 8 }
           select new OpCase(
               $"Convolution in narrow groups of {width}, bias and ReLU",
               x => (Tensor.Convolution(x[0], x[1], padding: Padding.Same, groups: 16 / width) + x[2]).Relu(),
               Images(n => [2, 3, Side(n) + 1, 16]), OpInput.Of(_ => [3, 3, width, 16], -1, 1), OpInput.Of(_ => [16], -1, 1))
           { Absolute = 2e-5 },
        new OpCase(
            "Convolution in narrow groups, bias of images and sigmoid",
            x => (Tensor.Convolution(x[0], x[1], padding: Padding.Same, groups: 8) + x[2]).Sigmoid() * x[2],
            Images(n => [2, 3, Side(n) + 1, 32]), OpInput.Of(_ => [3, 3, 4, 32], -1, 1), Images(n => [2, 3, Side(n) + 1, 32]))
        { Absolute = 2e-5 },
        Case("Convolution 2-D, pointwise", n => [2, Side(n), 4, 5], [1, 1, 5, 7], x => Tensor.Convolution(x[0], x[1])),
        Case("Convolution 2-D with uneven padding", n => [1, Side(n) + 1, 4, 3], [2, 3, 3, 4],
        x => Tensor.Convolution(x[0], x[1], [0, 3], [2, -1])),
        Case("Convolution 3-D", n => [1, 4, Side(n) + 1, 3, 2], [3, 2, 2, 2, 3],
        x => Tensor.Convolution(x[0], x[1], [1, 2, 1], Padding.Same)),
        Case("Convolution 3-D of many channels", n => [2, 3, Side(n), 3, 8], [2, 2, 3, 8, 4],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)),
        Case("Depthwise convolution", n => [2, Side(n), 4, 18], [3, 3, 18, 1],
        x => Tensor.DepthwiseConvolution(x[0], x[1], padding: Padding.Same)),
        Case("Depthwise convolution of many channels, strided", n => [2, 4, Side(n) + 2, 101], [3, 2, 101, 1],
        x => Tensor.DepthwiseConvolution(x[0], x[1], [1, 2])),
        new OpCase(
            "Depthwise convolution, bias and ReLU", x => (Tensor.DepthwiseConvolution(x[0], x[1], padding: Padding.Same) + x[2]).Relu(),
            Images(n => [2, Side(n), 3, 6]), OpInput.Of(_ => [3, 3, 6, 1], -1, 1), OpInput.Of(_ => [6], -1, 1)) { Absolute = 1e-5 },
        Case("Convolution 2-D of few positions to many filters", n => [1, 3, Math.Min(n, 40), 40], [3, 3, 40, 96],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)) with { Absolute = 2e-4 },
        Case("Depthwise convolution, multiplied and strided", n => [1, Side(n) + 2, 5, 3], [3, 2, 3, 2],
        x => Tensor.DepthwiseConvolution(x[0], x[1], [2])),
        Case("Transposed convolution", n => [2, Side(n), 3, 4], [3, 2, 3, 4], x => Tensor.ConvolutionTranspose(x[0], x[1], [2, 3])),
        Case("Transposed convolution, same", n => [1, Side(n), 3, 2], [3, 4, 3, 2],
        x => Tensor.ConvolutionTranspose(x[0], x[1], [2], Padding.Same)),
        Case("ConvolutionInputGradient", n => [2, Side(n), 4, 6], [3, 3, 6, 6],
        x => new Tensor(new ConvolutionInputGradient(Same, 1, x[0].Shape), [x[0], x[1]])),
        new OpCase("ConvolutionKernelGradient", x => new Tensor(new ConvolutionKernelGradient(Same, 1), [x[0], x[1]]),
        Images(n => [2, Side(n), 4, 9]), Images(n => [2, Side(n), 4, 17]))
            { Absolute = 1e-4 },
        new OpCase("ConvolutionKernelGradient of one channel", x => new Tensor(new ConvolutionKernelGradient(Same, 1), [x[0], x[1]]),
        Images(n => [2, Side(n), 4, 1]), Images(n => [2, Side(n), 4, 32]))
            { Absolute = 1e-4 },
        new OpCase(
            "Convolution, bias and ReLU", x => (Tensor.Convolution(x[0], x[1], padding: Padding.Same) + x[2]).Relu(),
            Images(n => [2, Side(n), 5, 3]), OpInput.Of(_ => [3, 3, 3, 20], -1, 1), OpInput.Of(_ => [20], -1, 1)) { Absolute = 1e-5 },
        new OpCase(
            "Convolution in groups, bias and ReLU", x => (Tensor.Convolution(x[0], x[1], groups: 3) + x[2]).Relu(),
            Images(n => [2, Side(n) + 2, 5, 6]), OpInput.Of(_ => [3, 3, 2, 9], -1, 1), OpInput.Of(_ => [9], -1, 1)) { Absolute = 1e-5 },
        new OpCase(
            "Two convolutions and pooling",
            x => Tensor.Convolution(Tensor.Convolution(x[0], x[1], padding: Padding.Same).Tanh(), x[2], padding: Padding.Same)
                .MaxPool([2, 2], padding: Padding.Same),
            Images(n => [1, Side(n), 4, 2]), OpInput.Of(_ => [3, 3, 2, 8], -1, 1),
            OpInput.Of(_ => [2, 2, 8, 3], -1, 1)) { Absolute = 1e-4 },

        new OpCase(
            "Convolution, ReLU and pooling",
            x => Tensor.Convolution(Tensor.Convolution(x[0], x[1], padding: Padding.Same).Relu().MaxPool([2]), x[2]),
            Images(n => [2, Side(n) + 3, 6, 2]), OpInput.Of(_ => [3, 3, 2, 17], -1, 1),
            OpInput.Of(_ => [2, 2, 17, 3], -1, 1)) { Absolute = 1e-4 },
        .. Winograd,

        .. from maximum in new[] { true, false }
           from row in PoolCases(maximum)
           select row,
        One("MaxPool with ties", n => [2, Side(n) + 1, 4, 5], x => x.MaxPool([2, 2]), 0.5) with { Differentiable = false },
        .. from odd in new[] { 0, 1 }
           from channels in new[] { 1, 3 }
           select new OpCase(
               $"Kernel gradient through pooling, {channels} channels{(odd > 0 ? ", odd sides" : "")}",
               x => KernelGradientThroughPooling(x[0], x[1]),
               Images(n => [3, Side(n) + 4 + odd, 20 + odd, channels]),
               OpInput.Of(_ => [3, 3, channels, 40], -1, 1)) { Absolute = 1e-3, Relative = 1e-5, Differentiable = false },
        new OpCase("PoolGradient.Maximum", x => new Tensor(new PoolGradient(PoolKind.Maximum, Same, x[0].Shape), [x[0], x[1]]),
        Images(n => [2, Side(n), 3, 18]), Images(n => [2, Side(n), 3, 18])),
        new OpCase("PoolGradient.Average", x => new Tensor(new PoolGradient(PoolKind.Average, Same, x[0].Shape), [x[0]]),
        Images(n => [2, Side(n), 3, 18])),
        new OpCase("PoolChoice", x => new Tensor(new PoolChoice(Same), [x[0], x[1]]), Images(n => [2, Side(n), 3, 5]),
        Images(n => [2, Side(n), 3, 5])),
    ];

    // 3x3 taps and channels by the sixteen: the transforms round about twice as much as direct sums do, and sums of 144 to 720 products
    // of numbers up to 2 are rarely below 10. Rows and columns that are no multiple of 4, images that share a block, whole and half panels.
    private static IEnumerable<OpCase> Winograd =>
    [
        Case("Convolution 3x3", n => [2, Side(n) + 4, 9, 16], [3, 3, 16, 32], x => Tensor.Convolution(x[0], x[1])) with { Absolute = 2e-4 },
        Case("Convolution 3x3 of many channels", n => [1, 6, Side(n) + 4, 80], [3, 3, 80, 48],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)) with { Absolute = 5e-4 },
        Case("Convolution 3x3 of many images", n => [Math.Min(n, 40), 6, 6, 16], [3, 3, 16, 16],
        x => Tensor.Convolution(x[0], x[1], padding: Padding.Same)) with { Absolute = 2e-4 },
        Case("Convolution 3x3 with uneven padding", n => [2, Side(n) + 4, 7, 32], [3, 3, 32, 16],
        x => Tensor.Convolution(x[0], x[1], [0, 3], [2, -1])) with { Absolute = 3e-4 },
        new OpCase(
            "Convolution 3x3, bias, skip and ReLU", x => (Tensor.Convolution(x[0], x[1], padding: Padding.Same) + x[2] + x[0]).Relu(),
            Images(n => [2, Side(n) + 4, 8, 16]), OpInput.Of(_ => [3, 3, 16, 16], -1, 1), OpInput.Of(_ => [16], -1, 1)) { Absolute = 2e-4 },
        new OpCase(
            "Convolution 3x3, transposed behind it",
            x => Tensor.Convolution(x[0], x[1], padding: Padding.Same).Transpose(0, 3, 1, 2).Tanh(),
            Images(n => [2, Side(n) + 4, 8, 16]), OpInput.Of(_ => [3, 3, 16, 16], -0.1, 0.1)) { Absolute = 2e-4 },
        new OpCase(
            "ConvolutionKernelGradient 3x3", x => new Tensor(new ConvolutionKernelGradient(Same, 1), [x[0], x[1]]),
            Images(n => [3, Side(n) + 4, 6, 80]), Images(n => [3, Side(n) + 4, 6, 16])) { Absolute = 1e-3 },
    ];

    // Which the scheduler makes one kernel.
    private static Tensor KernelGradientThroughPooling(Tensor x, Tensor kernel)
    {
        var pooled = Tensor.Convolution(x, kernel).MaxPool([2, 2]);
        return Gradients.Of((pooled * pooled).Sum(), [kernel])[0] / 100;
    }

    private static readonly Window Same = new(ImmutableArray.Create(new WindowAxis(3, 1, 1, 1, 1), new WindowAxis(3, 1, 1, 1, 1)));

    private static int Side(int n) => n > 100 ? 40 : Math.Min(n, 20);

    private static OpInput Images(Func<int, Shape> shape) => OpInput.Of(n => shape(Math.Min(n, 3000)), -2, 2);

    private static OpCase Case(string name, Func<int, Shape> images, int[] kernel, Func<Tensor[], Tensor> function) =>
        new(name, function, Images(images), OpInput.Of(_ => kernel, -1, 1)) { Absolute = 3e-5 };

    private static OpCase One(string name, Func<int, Shape> images, Func<Tensor, Tensor> function, double step = 0) =>
        new(name, x => function(x[0]), OpInput.Of(images, -9, 9, step)) { Absolute = 1e-5 };

    private static IEnumerable<OpCase> PoolCases(bool maximum)
    {
        var name = maximum ? "MaxPool" : "AveragePool";
        Tensor Pool(Tensor x, int[] size, int[]? strides = null, Padding padding = Padding.Valid) =>
            maximum ? x.MaxPool(size, strides, padding) : x.AveragePool(size, strides, padding);
        yield return One($"{name} 1-D", n => [2, n + 1, 3], x => Pool(x, [2]));
        yield return One($"{name} 2-D", n => [2, Side(n) + 1, 5, 33], x => Pool(x, [2, 2]));
        yield return One($"{name} 2-D same, overlapping", n => [2, Side(n), 5, 8], x => Pool(x, [3, 2], [2, 1], Padding.Same));
        yield return One($"{name} 2-D overlapping, more channels", n => [1, 5, Side(n), 45], x => Pool(x, [3, 2], [2, 1], Padding.Same));
        yield return One($"{name} 1-D, many channels", n => [2, 2 * n + 1, 19], x => Pool(x, [2]));
        yield return One(
            $"{name} 2-D overlapping, many channels", n => [1, Side(n) + 1, 7, 21], x => Pool(x, [3, 3], [2, 2], Padding.Same));
        yield return One($"{name} 2-D with gaps", n => [1, Side(n) + 1, 7, 70], x => Pool(x, [2, 1], [3, 2]));
        yield return One($"{name} 3-D same", n => [2, 3, Side(n), 4, 2], x => Pool(x, [2, 3, 2], padding: Padding.Same));
    }
}
