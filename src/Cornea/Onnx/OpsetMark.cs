using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// The operator set of a node that is kept alone: parts of one layer may come from functions that follow other sets than their model.
/// </summary>
internal static class OpsetMark
{
    private const string Attribute = "opset_version";

    /// <summary>The node with its set among its attributes.</summary>
    public static OnnxNode Write(OnnxNode node)
    {
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        foreach (var (name, attribute) in node.Attributes)
            attributes[name] = attribute.Graph is { } graph ? attribute with { Graph = Each(graph, Write) } : attribute;
        attributes[Attribute] = new OnnxAttribute(Attribute, OnnxAttributeType.Int) { Int = node.Opset };
        return node with { Attributes = attributes };
    }

    /// <summary>The node with its set where it belongs.</summary>
    public static OnnxNode Read(OnnxNode node, OnnxFile file)
    {
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        foreach (var (name, attribute) in node.Attributes.Where(pair => pair.Key != Attribute))
        {
            attributes[name] = attribute.Graph is { } graph ? attribute with { Graph = Each(graph, inner => Read(inner, file)) }
                : attribute;
        }
        var opset = node.Attributes.TryGetValue(Attribute, out var mark) ? (int)mark.Int : file.Opsets.GetValueOrDefault(node.Domain, 1);
        return node with { Attributes = attributes, Opset = opset };
    }

    private static OnnxGraph Each(OnnxGraph graph, Func<OnnxNode, OnnxNode> change) => graph
        with
    { Nodes = [.. graph.Nodes.Select(change)] };
}
