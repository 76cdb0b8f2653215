namespace Cornea.Formats.Onnx;

/// <summary>A node of a graph: an operator, what it reads and what it makes.</summary>
/// <param name="Operator">Such as <c>Conv</c>.</param>
/// <param name="Domain">Empty for ONNX's own operators.</param>
/// <param name="Inputs">Names of values; an empty one is an input left out.</param>
/// <param name="Outputs">Names of values; an empty one is not wanted.</param>
/// <param name="Attributes">By name.</param>
/// <param name="Name">Its name; may be empty.</param>
internal sealed record OnnxNode(
    string Operator, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes, string Name = "")
{
    /// <summary>Distinguishes functions of one name.</summary>
    public string Overload { get; init; } = "";

    /// <summary>Where it lies in the file.</summary>
    public long Offset { get; init; }

    /// <summary>The version of its operator set; 0 where it is not known yet.</summary>
    public int Opset { get; init; }

    /// <summary>The operator with its domain, for messages.</summary>
    public string FullOperator => Domain.Length == 0 ? Operator : $"{Domain}.{Operator}";

    /// <summary>The graphs in its attributes.</summary>
    public IEnumerable<OnnxGraph> Subgraphs => Attributes.Values.Select(attribute => attribute.Graph).OfType<OnnxGraph>();

    /// <summary>The node for messages.</summary>
    public override string ToString() => Name.Length > 0 ? $"node '{Name}' ({FullOperator})"
        : $"the node {FullOperator} that makes '{string.Join("', '", Outputs)}'";
}
