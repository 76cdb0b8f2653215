using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

internal enum PoolKind
{
    /// <summary>The largest element of the window; padding is smaller than any. NaN wins.</summary>
    Maximum,

    /// <summary>The mean of the window's elements; padding does not count.</summary>
    Average,
}

/// <summary>One element from each position of a window: [batch, spatial..., channels] to [batch, positions..., channels].</summary>
internal sealed record Pool(PoolKind Kind, Window Window) : Op
{
    public override string Name => Kind + "Pool";

    public override string Attributes => Window.ToString();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        if (!inputs[0].DType.IsFloat())
            throw new ShapeException($"{Name} expects a floating type, but received {inputs[0]}. Cast it first: x.ToFloat32().");
        var positions = Window.Positions(Name, shape);
        return inputs[0] with { Shape = new Shape([shape[0], .. positions, shape[^1]]) };
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
    [
        new Tensor(
            new PoolGradient(Kind, Window, node.Inputs[0].Shape),
            Kind == PoolKind.Average ? [outputGradient] : [node.Inputs[0], outputGradient]),
    ];
}

/// <summary>
/// The gradient of a <see cref="Pool"/> by its input: inputs are the pool's input (for a maximum alone) and the gradient of its
/// result. That of a maximum goes to the first (in the order of memory) of equal elements, so this is linear in the gradient and
/// constant almost everywhere in x.
/// </summary>
internal sealed record PoolGradient(PoolKind Kind, Window Window, Shape Input) : Op
{
    public override string Name => Kind + "PoolGradient";

    public override string Attributes => $"{Window} to {Input}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var x = inputs[^1] with { Shape = Input };
        var made = new Pool(Kind, Window).Infer([x]);
        return made == inputs[^1] && (inputs.Length == 1 || inputs[0] == x)
            ? x
            : throw new ShapeException($"{Name} to {Input} expects a gradient of shape {made.Shape}, but received {inputs[^1]}.");
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) => Kind == PoolKind.Average
        ? [new Tensor(new Pool(Kind, Window), [outputGradient])]
        : [null, new Tensor(new PoolChoice(Window), [node.Inputs[0], outputGradient])];
}

/// <summary>For each position of a window, the element of the second input where the first is largest: the gradient of a maximum's
/// gradient.</summary>
internal sealed record PoolChoice(Window Window) : Op
{
    public override string Attributes => Window.ToString();

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] == inputs[1]
        ? new Pool(PoolKind.Maximum, Window).Infer(inputs[..1])
        : throw new ShapeException($"{Name} expects two tensors of one type, but received {inputs[0]} and {inputs[1]}.");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
        [null, new Tensor(new PoolGradient(PoolKind.Maximum, Window, node.Inputs[0].Shape), [node.Inputs[0], outputGradient])];
}
