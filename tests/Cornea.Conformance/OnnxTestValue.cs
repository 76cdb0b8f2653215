using Cornea.Formats.Onnx;
using Cornea.Formats.Protobuf;
using Cornea.Onnx;

namespace Cornea.Conformance;

/// <summary>A value that a node test feeds or expects: a tensor, a list of them, or an optional value.</summary>
/// <param name="Tensors">The tensor, or the parts of the list; none for what is not there.</param>
/// <param name="IsTensor">Whether it is one tensor.</param>
/// <param name="IsThere">Whether it is there at all.</param>
internal sealed record OnnxTestValue(IReadOnlyList<Tensor> Tensors, bool IsTensor, bool IsThere)
{
    /// <summary>What is no tensor, for the run of a graph.</summary>
    public GraphValue Other => IsThere ? new GraphValue(null, Tensors) : default;

    /// <summary>Reads what a file of the suite holds: a TensorProto, a SequenceProto or an OptionalProto, as the graph says.</summary>
    public static OnnxTestValue Read(ReadOnlyMemory<byte> content, string name, OnnxValue of)
    {
        if (!of.IsOptional)
            return of.Kind.Length > 0 ? new(List(content, name), false, true) : new([Tensor(content, name)], true, true);
        var reader = new ProtobufReader(content, name);
        while (reader.Next())
        {
            if (reader.Field == 3)
                return new([Tensor(reader.Bytes("tensor_value"), name)], true, true);
            if (reader.Field == 5)
                return new(List(reader.Bytes("sequence_value"), name), false, true);
            reader.Skip();
        }
        return new([], false, false);
    }

    /// <summary>Reads a TensorProto.</summary>
    public static Tensor Tensor(ReadOnlyMemory<byte> content, string name) => OnnxReader.ReadTensor(content, name).ToTensor()
        ?? throw new UnsupportedCaseException("tensors of another element type");

    private static List<Tensor> List(ReadOnlyMemory<byte> content, string name)
    {
        var (parts, reader) = (new List<Tensor>(), new ProtobufReader(content, name));
        while (reader.Next())
        {
            if (reader.Field == 3)
                parts.Add(Tensor(reader.Bytes("tensor_values"), name));
            else
                reader.Skip();
        }
        return parts;
    }
}
