using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>A node that may be a layer of Keras: what it reads in the order that layers have, and where its output goes.</summary>
/// <param name="importer">The import.</param>
/// <param name="node">The node.</param>
internal sealed class LayerCall(OnnxImporter importer, OnnxNode node)
{
    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The import.</summary>
    public OnnxImporter Importer => importer;

    /// <summary>The node's attributes.</summary>
    public OperatorCall Attributes { get; } = new(node, []);

    /// <summary>How many inputs are named.</summary>
    public int Count => node.Inputs.Count;

    /// <summary>A name for the layer; null where the node has none.</summary>
    public string? Name => importer.LayerName(node);

    /// <summary>
    /// The floating-point type in which the node computes: that of its first input that is fed; layers are made for it.
    /// </summary>
    public DType Type { get; } = node.Inputs.Where(name => name.Length > 0).Select(importer.Value).OfType<ImportedValue.Fed>()
        .Select(fed => fed.Symbol.DType).FirstOrDefault(type => type.IsFloat(), DType.Float32);

    /// <summary>The policy of layers that compute in that type; null for the usual one.</summary>
    public DTypePolicy? Policy => OnnxImporter.PolicyOf(Type);

    /// <summary>Whether nothing but the first output is wanted.</summary>
    public bool HasOneOutput => node.Outputs.Skip(1).All(name => name.Length == 0);

    /// <summary>Whether an input is there.</summary>
    public bool Has(int index) => index < node.Inputs.Count && node.Inputs[index].Length > 0;

    /// <summary>An input that is computed at each run in the node's type; null where it is something else.</summary>
    public ImportedValue.Fed? Fed(int index) =>
        Has(index) && importer.Value(node.Inputs[index]) is ImportedValue.Fed fed && fed.Symbol.DType == Type ? fed : null;

    /// <summary>An input that is a constant of the node's type; null where it is something else.</summary>
    public Tensor? Weight(int index) => Constant(index) is { } value && value.DType == Type ? value : null;

    /// <summary>An input that is a constant; null where it is something else.</summary>
    public Tensor? Constant(int index) => Has(index) ? importer.Constant(node.Inputs[index]) : null;

    /// <summary>A list of whole numbers that is an attribute or a constant input; null where it is neither.</summary>
    public int[]? Ints(string attribute, int index) => Attributes.Has(attribute) ? Attributes.Ints(attribute)
        : Constant(index) is { Rank: 1 } value && !value.DType.IsFloat()
            ? [.. value.ToArray<long>().Select(number => (int)Math.Clamp(number, int.MinValue, int.MaxValue))] : null;

    /// <summary>An input with its channels last.</summary>
    public SymbolicTensor Last(int index) => importer.Last(node.Inputs[index]);

    /// <summary>An input in ONNX's order.</summary>
    public SymbolicTensor First(int index) => importer.First(node.Inputs[index]);

    /// <summary>Notes the output.</summary>
    /// <param name="output">The value.</param>
    /// <param name="channelsLast">Whether it is a picture with its channels last.</param>
    public bool Place(SymbolicTensor output, bool channelsLast = false)
    {
        importer.Note(node.Outputs[0], new ImportedValue.Fed(output, channelsLast));
        return true;
    }

    /// <summary>The value of a layer with weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What it is called on.</param>
    /// <param name="weights">The values of its weights, in its order.</param>
    public static SymbolicTensor On(Layer layer, SymbolicTensor input, params Tensor[] weights)
    {
        var output = layer.On(input);
        layer.SetWeights([.. weights.Select(weight => weight.Compute().Detach())]);
        return output;
    }
}
