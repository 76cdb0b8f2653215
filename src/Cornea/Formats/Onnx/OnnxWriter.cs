using Cornea.Formats.Protobuf;

namespace Cornea.Formats.Onnx;

/// <summary>Writes an ONNX model as the bytes of its file.</summary>
internal static class OnnxWriter
{
    /// <summary>The bytes of a model.</summary>
    /// <param name="file">The model.</param>
    /// <param name="external">Says where values lie that are not in the file: name of the file, offset; null for those inside.</param>
    public static ReadOnlyMemory<byte> Write(OnnxFile file, Func<OnnxTensor, (string Location, long Offset)?>? external = null)
    {
        var model = new ProtobufWriter();
        model.Int64(1, file.IrVersion);
        model.Text(2, file.Producer);
        model.Text(3, file.ProducerVersion);
        model.Text(6, file.Description);
        model.Message(7, graph => Graph(graph, file.Graph, external));
        foreach (var (domain, version) in file.Opsets)
        {
            model.Message(8, opset =>
            {
                opset.EveryText(1, domain);
                opset.Int64(2, version);
            });
        }
        foreach (var (key, value) in file.Metadata)
            model.Message(14, pair => Pair(pair, key, value));
        return model.Content;
    }

    private static void Graph(ProtobufWriter writer, OnnxGraph graph, Func<OnnxTensor, (string Location, long Offset)?>? external)
    {
        foreach (var node in graph.Nodes)
            writer.Message(1, message => Node(message, node));
        writer.Text(2, graph.Name);
        foreach (var tensor in graph.Initializers)
            writer.Message(5, message => Tensor(message, tensor, external?.Invoke(tensor)));
        foreach (var input in graph.Inputs)
            writer.Message(11, message => Value(message, input));
        foreach (var output in graph.Outputs)
            writer.Message(12, message => Value(message, output));
    }

    private static void Node(ProtobufWriter writer, OnnxNode node)
    {
        foreach (var input in node.Inputs)
            writer.EveryText(1, input);
        foreach (var output in node.Outputs)
            writer.EveryText(2, output);
        writer.Text(3, node.Name);
        writer.Text(4, node.Operator);
        // Types say nothing that is computed.
        foreach (var attribute in node.Attributes.Values.Where(attribute => attribute.Type != OnnxAttributeType.TypeProto))
            writer.Message(5, message => Attribute(message, attribute));
        writer.Text(7, node.Domain);
    }

    private static void Attribute(ProtobufWriter writer, OnnxAttribute attribute)
    {
        writer.Text(1, attribute.Name);
        switch (attribute.Type)
        {
            case OnnxAttributeType.Float:
                writer.Single(2, attribute.Float);
                break;
            case OnnxAttributeType.Int:
                writer.Int64(3, attribute.Int);
                break;
            case OnnxAttributeType.String:
                writer.EveryText(4, attribute.Text);
                break;
            case OnnxAttributeType.Tensor:
                writer.Message(5, message => Tensor(message, attribute.Tensor!, null));
                break;
            case OnnxAttributeType.Graph:
                writer.Message(6, message => Graph(message, attribute.Graph!, null));
                break;
            case OnnxAttributeType.Floats:
                foreach (var number in attribute.Floats)
                    writer.Single(7, number);
                break;
            case OnnxAttributeType.Ints:
                foreach (var number in attribute.Ints)
                    writer.Int64(8, number);
                break;
            case OnnxAttributeType.Strings:
                foreach (var text in attribute.Texts)
                    writer.EveryText(9, text);
                break;
            case OnnxAttributeType.Tensors:
                foreach (var tensor in attribute.Tensors)
                    writer.Message(10, message => Tensor(message, tensor, null));
                break;
            default:
                throw new ArgumentException($"Attribute '{attribute.Name}' of kind {attribute.Type} cannot be written.", nameof(attribute));
        }
        writer.Int64(20, (int)attribute.Type);
    }

    private static void Tensor(ProtobufWriter writer, OnnxTensor tensor, (string Location, long Offset)? external)
    {
        foreach (var length in tensor.Dims)
            writer.Int64(1, length);
        writer.Int64(2, (int)tensor.Type);
        foreach (var text in tensor.Texts)
            writer.EveryText(6, text);
        writer.Text(8, tensor.Name);
        if (external is { } place)
        {
            var (offset, length) = (FormattableString.Invariant($"{place.Offset}"), FormattableString.Invariant($"{tensor.Data.Length}"));
            writer.Message(13, pair => Pair(pair, "location", place.Location));
            writer.Message(13, pair => Pair(pair, "offset", offset));
            writer.Message(13, pair => Pair(pair, "length", length));
            writer.Int64(14, 1);
        }
        else if (tensor.Type != OnnxDataType.String)
        {
            writer.Bytes(9, tensor.Data.Span);
        }
    }

    private static void Value(ProtobufWriter writer, OnnxValue value)
    {
        writer.EveryText(1, value.Name);
        if (value.Type == OnnxDataType.Undefined)
            return;
        writer.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Int64(1, (int)value.Type);
            if (value.Axes is not null)
                tensor.Message(2, shape => Axes(shape, value.Axes));
        }));
    }

    private static void Axes(ProtobufWriter writer, IReadOnlyList<OnnxAxis> axes)
    {
        foreach (var axis in axes)
        {
            writer.Message(1, dimension =>
            {
                if (axis.Length is { } length)
                    dimension.Int64(1, length);
                else
                    dimension.Text(2, axis.Name);
            });
        }
    }

    private static void Pair(ProtobufWriter writer, string key, string value)
    {
        writer.EveryText(1, key);
        writer.EveryText(2, value);
    }
}
