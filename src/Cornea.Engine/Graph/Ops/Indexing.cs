using System.Collections.Immutable;
using System.Globalization;

namespace Cornea.Graph.Ops;

/// <summary>
/// Rows chosen by index: x's axis is replaced by the axes of the indices (int32 or int64). Indices outside the axis are an
/// <see cref="IndexOutOfRangeException"/> when the plan runs.
/// </summary>
internal sealed record Gather(int Axis) : Op
{
    /// <summary>What the error says of an index outside the axis, with {index} in its place; null for the usual words.</summary>
    public string? Fault { get; init; }

    /// <summary>The error of an index outside an axis.</summary>
    public static IndexOutOfRangeException Outside(long index, int length, string who, string? fault = null) =>
        new(fault?.Replace("{index}", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ?? $"{who} received index {index}, but the axis has {length} elements. Use 0 to {length - 1}.");

    public override string Attributes => $"axis={Axis}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[1].DType is DType.Int32 or DType.Int64
            ? inputs[0] with { Shape = new Shape([.. inputs[0].Shape[..Axis], .. inputs[1].Shape, .. inputs[0].Shape[(Axis + 1)..]]) }
            : throw new ShapeException(
                $"Gather expects int32 or int64 indices, but received {inputs[1]}. Cast them: indices.Cast(DType.Int32).");

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
        [new Tensor(new ScatterAdd(Axis), [Tensor.Zeros(node.Inputs[0].Shape, outputGradient.DType), node.Inputs[1], outputGradient]),
        null];
}

/// <summary>A copy of the first input to which the third's rows are added at the indices of the second; equal indices add up.</summary>
internal sealed record ScatterAdd(int Axis) : Op
{
    public override string Attributes => $"axis={Axis}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var rows = new Shape([.. inputs[0].Shape[..Axis], .. inputs[1].Shape, .. inputs[0].Shape[(Axis + 1)..]]);
        return inputs[1].DType is DType.Int32 or DType.Int64 && inputs[2] == inputs[0] with { Shape = rows }
            ? inputs[0]
            : throw new ShapeException(
                $"ScatterAdd into {inputs[0]} along axis {Axis} expects rows of shape {rows} for the int32 or int64 indices, but "
                    + $"received {inputs[1]} and {inputs[2]}.");
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
        [outputGradient, null, new Tensor(new Gather(Axis), [outputGradient, node.Inputs[1]])];
}
