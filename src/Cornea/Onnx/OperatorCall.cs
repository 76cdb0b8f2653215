using System.Globalization;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>What an operator is computed from: a node and the values of its inputs.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">The values; null for those left out.</param>
/// <param name="graphs">Runs the graphs in the node's attributes.</param>
internal sealed class OperatorCall(OnnxNode node, IReadOnlyList<Tensor?> inputs, Func<OnnxGraph, IReadOnlyList<GraphValue>,
    GraphValue[]>? graphs = null)
{
    /// <summary>An attribute of ours: whether the channels of the picture stand last.</summary>
    public const string ChannelsLastAttribute = "channels_last";

    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The version of the operator set.</summary>
    public int Opset => node.Opset;

    /// <summary>How many inputs are named.</summary>
    public int Count => inputs.Count;

    /// <summary>How many outputs are named.</summary>
    public int Outputs => node.Outputs.Count;

    /// <summary>Whether the channels of the picture stand last.</summary>
    public bool ChannelsLast => node.Attributes.ContainsKey(ChannelsLastAttribute);

    /// <summary>The values of its inputs that are lists of tensors; null at the places of others.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>?> Lists { get; init; } = [];

    /// <summary>The results that are no tensors, by the numbers of the outputs.</summary>
    public Dictionary<int, GraphValue> MadeOthers { get; } = [];

    /// <summary>An input, be it a tensor, a list of them or an optional value that is not there.</summary>
    public GraphValue Either(int index) =>
        Lists.ElementAtOrDefault(index) is { } list ? new GraphValue(null, list) : new GraphValue(Optional(index));

    /// <summary>All inputs; none may be left out.</summary>
    public Tensor[] All => [.. Enumerable.Range(0, inputs.Count).Select(index => this[index])];

    /// <summary>An input that must be there.</summary>
    public Tensor this[int index] => Optional(index) ?? throw Fault($"input {index} is missing");

    /// <summary>An input; null where it is left out.</summary>
    public Tensor? Optional(int index) => index < inputs.Count ? inputs[index] : null;

    /// <summary>Whether an output is wanted.</summary>
    public bool Wants(int output) => output < node.Outputs.Count && node.Outputs[output].Length > 0;

    /// <summary>Whether an attribute is there.</summary>
    public bool Has(string name) => node.Attributes.ContainsKey(name);

    /// <summary>An attribute that is a whole number.</summary>
    public int Int(string name, int otherwise) => Has(name) ? Required(name) : otherwise;

    /// <summary>An attribute that is a whole number and must be there.</summary>
    public int Required(string name)
    {
        var value = Attribute(name, OnnxAttributeType.Int).Int;
        return value is >= int.MinValue and <= int.MaxValue ? (int)value
            : throw Fault($"attribute '{name}' is {value}, beyond 32 bits", name);
    }

    /// <summary>An attribute that is a number.</summary>
    public double Float(string name, double otherwise) => Has(name) ? Attribute(name, OnnxAttributeType.Float).Float : otherwise;

    /// <summary>An attribute that is a text.</summary>
    public string Text(string name, string otherwise) => Has(name) ? Attribute(name, OnnxAttributeType.String).Text : otherwise;

    /// <summary>An attribute that is a list of whole numbers; null where it is not there.</summary>
    public int[]? Ints(string name) => Has(name)
        ? [.. Attribute(name, OnnxAttributeType.Ints).Ints.Select(Limited)]
        : null;

    /// <summary>An attribute that is a list of numbers; null where it is not there.</summary>
    public float[]? Floats(string name) => Has(name) ? [.. Attribute(name, OnnxAttributeType.Floats).Floats] : null;

    /// <summary>An attribute that is a list of texts; null where it is not there.</summary>
    public string[]? Texts(string name) => Has(name) ? [.. Attribute(name, OnnxAttributeType.Strings).Texts] : null;

    /// <summary>An attribute that is a graph.</summary>
    public OnnxGraph Graph(string name) =>
        Attribute(name, OnnxAttributeType.Graph).Graph ?? throw Fault($"attribute '{name}' has no graph");

    /// <summary>An attribute of a kind.</summary>
    public OnnxAttribute Attribute(string name, OnnxAttributeType type)
    {
        var attribute = node.Attributes.GetValueOrDefault(name) ?? throw Fault($"the attribute '{name}' is missing", name);
        // An empty list has no field that says of what.
        return attribute.Type == type || attribute.Type == OnnxAttributeType.Undefined ? attribute
            : throw Fault($"the attribute '{name}' is of kind {attribute.Type}, but {type} is needed", name);
    }

    /// <summary>An input whose values must be known when the network is made.</summary>
    public Tensor Known(int index, string what)
    {
        var value = this[index];
        return value.IsConstant ? value : throw Fault(
            $"{what} (input {index}, '{node.Inputs[index]}') depends on what the network is fed with, but must be known beforehand");
    }

    /// <summary>An input that is a list of whole numbers known beforehand.</summary>
    public int[] KnownInts(int index, string what) => [.. Known(index, what).ToArray<long>().Select(Limited)];

    /// <summary>An input that is one whole number known beforehand.</summary>
    public int KnownInt(int index, string what) => KnownInts(index, what) is [var one] ? one
        : throw Fault($"{what} (input {index}) is one number, but has shape {this[index].Shape}");

    /// <summary>The length of an axis for an attribute or input that counts them, from the end where it is negative.</summary>
    public int Axis(int axis, int rank) => axis >= -rank && axis < rank ? (axis + rank) % rank
        : throw Fault($"axis {axis} was named, but there are {rank.ToString(CultureInfo.InvariantCulture)} axes", "axis");

    /// <summary>Runs a graph of an attribute.</summary>
    public Tensor[] Run(OnnxGraph graph, params IReadOnlyList<Tensor> arguments) =>
        [.. RunValues(graph, [.. arguments.Select(argument => new GraphValue(argument))])
            .Select(value => value.Tensor ?? throw Fault($"the graph '{graph.Name}' gives something that is no tensor"))];

    /// <summary>Runs a graph of an attribute that may be given lists of tensors, and may give some.</summary>
    public GraphValue[] RunValues(OnnxGraph graph, IReadOnlyList<GraphValue> arguments) =>
        graphs?.Invoke(graph, arguments) ?? throw Fault("a graph cannot be run here");

    /// <summary>The outputs, of which those that are no tensors are kept apart.</summary>
    public Tensor?[] Results(IReadOnlyList<GraphValue> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Tensor is null)
                MadeOthers[i] = values[i];
        }
        return [.. values.Select(value => value.Tensor)];
    }

    /// <summary>An error of this node.</summary>
    public OnnxException Fault(string problem, string? attribute = null, Exception? inner = null) =>
        Fault(node, problem, attribute, inner);

    /// <summary>An error of a node.</summary>
    public static OnnxException Fault(OnnxNode node, string problem, string? attribute = null, Exception? inner = null) =>
        new($"ONNX: in {node}, {problem}.", node.Name.Length > 0 ? node.Name : null, node.FullOperator, attribute, inner);

    // Numbers beyond 32 bits stand for "to the end" in slices.
    private static int Limited(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
