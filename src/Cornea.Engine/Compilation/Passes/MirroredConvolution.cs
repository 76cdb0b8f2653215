using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// The input gradient of a convolution as convolutions: each input element is the sum over the taps that saw it, so it is a
/// convolution of the gradient with the kernel mirrored and its channels and filters swapped. With strides, elements whose
/// positions leave the same remainder were seen by the same taps: each remainder is a convolution of its own, and these are interleaved.
/// </summary>
internal static class MirroredConvolution
{
    public static Tensor Of(ConvolutionInputGradient op, Tensor gradient, Tensor kernel, Simplify.Maker make) =>
        op.Window.Axes.All(axis => axis.Stride == 1) ? Mirrored(op, gradient, kernel, make)
        : op.Window.Axes.All(axis => axis.Stride == 1 || axis.Dilation == 1) ? Interleaved(op, gradient, kernel, make)
        : Spread(op, gradient, kernel, make);

    private static Tensor Mirrored(ConvolutionInputGradient op, Tensor gradient, Tensor kernel, Simplify.Maker make)
    {
        var (axes, rank) = (op.Window.Axes, kernel.Rank);
        var last = kernel.Shape.Select((length, i) => i < rank - 2 ? length - 1 : 0);
        kernel = make(new Slicing([.. last], [.. kernel.Shape], [.. kernel.Shape.Select((_, i) => i < rank - 2 ? -1 : 1)]), kernel);
        // [taps, channels of a group, group, filters of a group] to [taps, filters of a group, group, channels of a group].
        var (channels, filters, groups) = (kernel.Shape[^2], kernel.Shape[^1], op.Groups);
        int[] taps = [.. kernel.Shape[..^2]];
        kernel = make(new Reshape(new Shape([.. taps, channels, groups, filters / groups])), kernel);
        kernel = make(new Transpose([.. Enumerable.Range(0, rank - 2), rank, rank - 1, rank - 2]), kernel);
        kernel = make(new Reshape(new Shape([.. taps, filters / groups, groups * channels])), kernel);
        var mirrored = new Window([.. axes.Select((axis, i) =>
        {
            var low = axis.Extent - 1 - axis.Low;
            return new WindowAxis(axis.Size, 1, axis.Dilation, low, op.Input[i + 1] - gradient.Shape[i + 1] - low + axis.Extent - 1);
        })]);
        return make(new Convolution(mirrored, groups), gradient, kernel);
    }

    // Strides with dilation: zeros between the gradient's elements take the strides' place.
    private static Tensor Spread(ConvolutionInputGradient op, Tensor gradient, Tensor kernel, Simplify.Maker make)
    {
        ImmutableArray<int> none = [.. Enumerable.Repeat(0, kernel.Rank)];
        gradient = make(new Pad(none, none, [0, .. op.Window.Axes.Select(axis => axis.Stride - 1), 0], 0), gradient);
        var window =
            new Window([.. op.Window.Axes.Select((axis, i) => Fitting(axis with { Stride = 1 }, op.Input[i + 1], gradient.Shape[i + 1]))]);
        return Mirrored(op with { Window = window }, gradient, kernel, make);
    }

    private static Tensor Interleaved(ConvolutionInputGradient op, Tensor gradient, Tensor kernel, Simplify.Maker make)
    {
        var (axes, input) = (op.Window.Axes, op.Input);
        // Position j of axis i is remainder + Stride * position; all remainders get the positions of the longest.
        int[] positions = [.. axes.Select((axis, i) => (input[i + 1] + axis.Stride - 1) / axis.Stride)];
        var part = new Shape([input[0], .. positions, input[^1]]);
        var parts = new List<Tensor>();
        var remainders = new int[axes.Length];
        for (var number = 0; number < axes.Aggregate(1, (product, axis) => product * axis.Stride); number++)
        {
            for (int i = axes.Length - 1, rest = number; i >= 0; rest /= axes[i].Stride, i--)
                remainders[i] = rest % axes[i].Stride;
            parts.Add(Part(op, gradient, kernel, remainders, part, make));
        }
        // [remainders..., batch, positions..., channels] to [batch, position, remainder, position, remainder, ..., channels]. Parts that
        // follow one another are written to their places by the convolutions themselves.
        var all = make(new Concat(0), [.. parts]);
        all = make(new Reshape(new Shape([.. axes.Select(axis => axis.Stride), input[0], .. positions, input[^1]])), all);
        int[] order =
        [
            axes.Length, .. Enumerable.Range(0, axes.Length).SelectMany(i => (int[])[1 + axes.Length + i, i]), 1 + 2 * axes.Length,
        ];
        all = make(new Transpose([.. order]), all);
        all = make(new Reshape(new Shape([input[0], .. axes.Select((axis, i) => positions[i] * axis.Stride), input[^1]])), all);
        ImmutableArray<int> zeros = [.. Enumerable.Repeat(0, input.Rank)], ones = [.. Enumerable.Repeat(1, input.Rank)];
        return all.Shape == input ? all : make(new Slicing(zeros, [.. input], ones), all);
    }

    // The gradient of the positions with certain remainders: each of their taps is a stride after the one before.
    private static Tensor Part(ConvolutionInputGradient op, Tensor gradient, Tensor kernel, int[] remainders, Shape part,
        Simplify.Maker make)
    {
        var axes = op.Window.Axes;
        var window = new WindowAxis[axes.Length];
        var (starts, lengths, steps) = (new int[kernel.Rank], kernel.Shape.ToArray(), new int[kernel.Rank]);
        Array.Fill(steps, 1);
        for (var i = 0; i < axes.Length; i++)
        {
            var (axis, at) = (axes[i], remainders[i] + axes[i].Low);
            if (axis.Stride > 1)
            {
                starts[i] = ((at % axis.Stride) + axis.Stride) % axis.Stride;
                lengths[i] = Math.Max(0, (axis.Size - starts[i] + axis.Stride - 1) / axis.Stride);
                steps[i] = axis.Stride;
                axis = new WindowAxis(lengths[i], 1, 1, (at - starts[i]) / axis.Stride);
            }
            window[i] = lengths[i] == 0 ? axis : Fitting(axis, part[i + 1], gradient.Shape[i + 1]);
        }
        if (lengths.Contains(0))
            return make(new Broadcast(part), Tensor.Zeros(Shape.Scalar, gradient.DType));
        var taps = make(new Slicing([.. starts], [.. lengths], [.. steps]), kernel);
        return Mirrored(new ConvolutionInputGradient(new Window([.. window]), op.Groups, part), gradient, taps, make);
    }

    // The axis padded at its end so that it has the positions asked for.
    private static WindowAxis Fitting(WindowAxis axis, int length, int positions) =>
        axis with { High = positions - length - axis.Low + axis.Extent - 1 };
}
