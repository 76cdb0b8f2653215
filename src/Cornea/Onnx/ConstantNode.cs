using System.Runtime.InteropServices;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>The value of a Constant node.</summary>
internal static class ConstantNode
{
    /// <summary>The value as a tensor with the name of the node's output.</summary>
    public static OnnxTensor Value(OnnxNode node)
    {
        if (node.Outputs.Count != 1 || node.Attributes.Count != 1)
            throw OperatorCall.Fault(node, "a constant has one output and one attribute with its value");
        var (name, attribute) = node.Attributes.First();
        var value = name switch
        {
            "value" => attribute.Tensor,
            "sparse_value" => attribute.Sparse is { } sparse ? Dense(sparse) : null,
            "value_float" => Of([], [attribute.Float]),
            "value_floats" => Of([attribute.Floats.Count], [.. attribute.Floats]),
            "value_int" => Of([], [attribute.Int]),
            "value_ints" => Of([attribute.Ints.Count], [.. attribute.Ints]),
            "value_string" => Texts([], [attribute.Text]),
            "value_strings" => Texts([attribute.Texts.Count], attribute.Texts),
            _ => null,
        };
        return value is null ? throw OperatorCall.Fault(node, $"the attribute '{name}' gives no value", name)
            : value with { Name = node.Outputs[0] };
    }

    /// <summary>All values of a tensor of which only some are given.</summary>
    public static OnnxTensor Dense(OnnxSparseTensor sparse)
    {
        var values = sparse.Values;
        var places = MemoryMarshal.Cast<byte, long>(sparse.Indices.Data.Span).ToArray();
        var shape = new Shape([.. sparse.Dims.Select(length => (int)length)]);
        var size = values.Type.Bits() / 8;
        if (size == 0 || values.Type == OnnxDataType.String || (long)shape.Size * size > 1 << 28)
            throw new OnnxException($"ONNX: the sparse tensor '{values.Name}' of type {values.Type} and shape {shape} is not supported.");
        var perValue = sparse.Indices.Dims.Count == 2 ? shape.Rank : 1;
        if (places.Length != (long)values.Count * perValue)
            throw new OnnxException($"ONNX: the sparse tensor '{values.Name}' has {values.Count} values, but {places.Length} places.");
        var bytes = new byte[shape.Size * size];
        for (var i = 0; i < values.Count; i++)
        {
            long place = 0;
            for (var axis = 0; axis < perValue; axis++)
            {
                var one = places[i * perValue + axis];
                if (one < 0 || one >= (perValue == 1 ? shape.Size : shape[axis]))
                    throw new OnnxException($"ONNX: the sparse tensor '{values.Name}' has a value outside of {shape}.");
                place = perValue == 1 ? one : place * shape[axis] + one;
            }
            values.Data.Span.Slice(i * size, size).CopyTo(bytes.AsSpan((int)place * size));
        }
        return new OnnxTensor(values.Name, values.Type, sparse.Dims, bytes);
    }

    private static OnnxTensor Of<T>(long[] dims, T[] values) where T : unmanaged => new(
        "", typeof(T) == typeof(float) ? OnnxDataType.Float : OnnxDataType.Int64, dims, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static OnnxTensor Texts(long[] dims, IReadOnlyList<string> texts) =>
        new("", OnnxDataType.String, dims, ReadOnlyMemory<byte>.Empty) { Texts = texts };
}
