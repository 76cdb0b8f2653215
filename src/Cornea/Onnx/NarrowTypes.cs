using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Writes narrow element types where they matter: tensors of 2, 4 and 8 bits are kept in a wider type, so a node that takes its type from
/// another tensor would no longer see it.
/// </summary>
internal static class NarrowTypes
{
    // Operators whose output has the type of their first input, in which such tensors may go through them.
    private static readonly HashSet<string> Keeping = new(StringComparer.Ordinal)
    {
        "Concat", "Expand", "Flatten", "Gather", "Identity", "Pad", "Reshape", "Slice", "Split", "Squeeze", "Tile", "Transpose",
        "Unsqueeze",
    };

    /// <summary>The nodes with the types that they take from others.</summary>
    /// <param name="nodes">The nodes, in their order.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="inputs">The inputs of the graph.</param>
    public static List<OnnxNode> Named(
        List<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxTensor> constants, IEnumerable<OnnxValue> inputs)
    {
        var types = new Dictionary<string, OnnxDataType>(StringComparer.Ordinal);
        foreach (var (name, tensor) in constants.Where(pair => NarrowNumbers.IsNarrow(pair.Value.Type)))
            types[name] = tensor.Type;
        foreach (var input in inputs.Where(input => input.Kind.Length == 0 && NarrowNumbers.IsNarrow(input.Type)))
            types[input.Name] = input.Type;
        return nodes.Any(node => node.Operator is "Cast" or "QuantizeLinear") || types.Count > 0
            ? [.. nodes.Select(node => Named(node, types))] : nodes;
    }

    private static OnnxNode Named(OnnxNode node, Dictionary<string, OnnxDataType> types)
    {
        OnnxDataType TypeOf(int input) => input < node.Inputs.Count ? types.GetValueOrDefault(node.Inputs[input]) : OnnxDataType.Undefined;
        OnnxDataType Said(string attribute) => (OnnxDataType)(node.Attributes.GetValueOrDefault(attribute)?.Int ?? 0);
        if (node is { Operator: "CastLike", Domain: "" } && TypeOf(1) != OnnxDataType.Undefined)
            node = With(node with { Operator = "Cast", Inputs = [node.Inputs[0]] }, "to", TypeOf(1));
        else if (node.Operator == "QuantizeLinear" && Said("output_dtype") == OnnxDataType.Undefined && TypeOf(2) != OnnxDataType.Undefined)
            node = With(node, "output_dtype", TypeOf(2));
        var made = node.Operator switch
        {
            "Cast" => Said("to"),
            "QuantizeLinear" => Said("output_dtype"),
            _ => node.Domain.Length == 0 && Keeping.Contains(node.Operator) ? TypeOf(0) : OnnxDataType.Undefined,
        };
        if (NarrowNumbers.IsNarrow(made))
        {
            foreach (var output in node.Outputs)
                types[output] = made;
        }
        return node;
    }

    private static OnnxNode With(OnnxNode node, string attribute, OnnxDataType type)
    {
        var attributes = new Dictionary<string, OnnxAttribute>(node.Attributes, StringComparer.Ordinal)
        {
            [attribute] = new OnnxAttribute(attribute, OnnxAttributeType.Int) { Int = (long)type },
        };
        return node with { Attributes = attributes };
    }
}
