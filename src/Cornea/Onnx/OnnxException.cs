namespace Cornea;

/// <summary>
/// An ONNX network that cannot be made here, or cannot be written: an operator or an attribute that is not supported, a node that breaks
/// the rules of its operator, values that do not fit. A file that is damaged is a <see cref="MalformedFileException"/> instead.
/// </summary>
public sealed class OnnxException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="message">What was expected, what came, and what to do.</param>
    /// <param name="node">The node's name, or null.</param>
    /// <param name="operatorName">The operator, such as <c>Conv</c>, with its domain where that is not ONNX's own; or null.</param>
    /// <param name="attribute">The attribute, or null.</param>
    /// <param name="inner">What revealed it, or null.</param>
    public OnnxException(
        string message, string? node = null, string? operatorName = null, string? attribute = null, Exception? inner = null)
        : base(message, inner) => (Node, Operator, Attribute) = (node, operatorName, attribute);

    /// <summary>The name of the node, or null.</summary>
    public string? Node { get; }

    /// <summary>The operator, or null.</summary>
    public string? Operator { get; }

    /// <summary>The attribute, or null.</summary>
    public string? Attribute { get; }
}
