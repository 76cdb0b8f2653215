using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

/// <summary>
/// Cross-correlation, as every network calls convolution: x [batch, spatial..., channels] and a kernel
/// [taps..., channels / groups, filters] make [batch, positions..., filters]. Group g of the filters sees group g of the channels.
/// The product of an input and a kernel is linear in both, so it, <see cref="ConvolutionInputGradient"/> and
/// <see cref="ConvolutionKernelGradient"/> are each other's gradients, to any order. That of two of int8 is int32, and has none.
/// </summary>
internal sealed record Convolution(Window Window, int Groups) : Op
{
    /// <summary>Whether an image of 16 bits is read as float32, as <see cref="MatMul.Widens"/> says.</summary>
    public bool Widens { get; init; }

    public override string Attributes => Text(Window, Groups) + (Widens ? " of 16 bits" : "");

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (Widens)
            return (this with { Widens = false }).Infer(MatMul.Widened(inputs));
        var (x, kernel) = (inputs[0].Shape, inputs[1].Shape);
        if (inputs[0].DType != DType.Int8 || inputs[1].DType != DType.Int8)
        {
            CheckTypes(Name, inputs);
        }
        var positions = Window.Positions(Name, x);
        var sizes = Window.Axes.Select(axis => axis.Size);
        if (kernel.Rank != x.Rank || !kernel.Take(kernel.Rank - 2).SequenceEqual(sizes) || Groups < 1
            || x[^1] != (long)kernel[^2] * Groups || kernel[^1] % Groups != 0)
        {
            throw new ShapeException(
                $"{Name} of {x} in {Groups} group(s) expects a kernel of shape "
                    + $"({string.Join(", ", sizes)}, {x[^1] / Math.Max(1, Groups)}, filters) " +
                $"with filters a multiple of {Groups}, but received {kernel}. The channels are the last axis.");
        }
        return new TensorType(new Shape([x[0], .. positions, kernel[^1]]), inputs[0].DType.OfProduct());
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) => !node.DType.IsFloat() ? [null, null] :
    [
        new Tensor(new ConvolutionInputGradient(Window, Groups, node.Inputs[0].Shape), [outputGradient, node.Inputs[1]]),
        new Tensor(new ConvolutionKernelGradient(Window, Groups), [node.Inputs[0], outputGradient]),
    ];

    public static string Text(Window window, int groups) => groups == 1 ? $"{window}" : $"{window} groups={groups}";

    public static void CheckTypes(string who, ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0].DType != inputs[1].DType || !inputs[0].DType.IsFloat())
        {
            throw new ShapeException(
                $"{who} expects two tensors of one floating type, but received {inputs[0]} and {inputs[1]}. Cast them first.");
        }
    }
}

/// <summary>The gradient of a convolution by its input, of the input's shape: inputs are the gradient of the result and the
/// kernel.</summary>
internal sealed record ConvolutionInputGradient(Window Window, int Groups, Shape Input) : Op
{
    public override string Attributes => $"{Convolution.Text(Window, Groups)} to {Input}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Convolution.CheckTypes(Name, inputs);
        var made = new Convolution(Window, Groups).Infer([inputs[0] with { Shape = Input }, inputs[1]]);
        return made == inputs[0]
            ? inputs[0] with { Shape = Input }
            : throw new ShapeException($"{Name} to {Input} expects a gradient of shape {made.Shape}, but received {inputs[0]}.");
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
    [
        new Tensor(new Convolution(Window, Groups), [outputGradient, node.Inputs[1]]),
        new Tensor(new ConvolutionKernelGradient(Window, Groups), [outputGradient, node.Inputs[0]]),
    ];
}

/// <summary>The gradient of a convolution by its kernel, of the kernel's shape: inputs are x and the gradient of the result.</summary>
internal sealed record ConvolutionKernelGradient(Window Window, int Groups) : Op
{
    /// <summary>Whether operands of 16 bits are read as float32, as <see cref="MatMul.Widens"/> says.</summary>
    public bool Widens { get; init; }

    public override string Attributes => Convolution.Text(Window, Groups) + (Widens ? " of 16 bits" : "");

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (Widens)
            return (this with { Widens = false }).Infer(MatMul.Widened(inputs));
        Convolution.CheckTypes(Name, inputs);
        var (x, gradient) = (inputs[0].Shape, inputs[1].Shape);
        var expected = new Shape([x[0], .. Window.Positions(Name, x), gradient[^1]]);
        if (gradient != expected || x[^1] % Groups != 0 || gradient[^1] % Groups != 0)
        {
            throw new ShapeException(
                $"{Name} of {x} in {Groups} group(s) expects a gradient of shape {expected}, but received {gradient}.");
        }
        return inputs[0] with { Shape = new Shape([.. Window.Axes.Select(axis => axis.Size), x[^1] / Groups, gradient[^1]]) };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
    [
        new Tensor(new ConvolutionInputGradient(Window, Groups, node.Inputs[0].Shape), [node.Inputs[1], outputGradient]),
        new Tensor(new Convolution(Window, Groups), [node.Inputs[0], outputGradient]),
    ];
}
