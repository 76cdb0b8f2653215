using System.Globalization;
using System.Runtime.InteropServices;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Gathers the nodes of an ONNX graph, equal ones once.</summary>
/// <param name="opset">The operator set in whose forms they are written.</param>
/// <param name="outer">The graph around, whose values may be read; null for the model's own.</param>
internal sealed class GraphBuilder(int opset, GraphBuilder? outer = null)
{
    private readonly Dictionary<string, string> _equal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = outer?._counts ?? new(StringComparer.Ordinal);

    private readonly HashSet<string> _taken = outer?._taken ?? new(StringComparer.Ordinal);

    /// <summary>The nodes.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The constants; those of graphs inside stand with the outermost.</summary>
    public List<OnnxTensor> Constants { get; } = outer?.Constants ?? [];

    /// <summary>The operator set.</summary>
    public int Opset => opset;

    /// <summary>The oldest operator set that has all that was written.</summary>
    public int Needed { get; private set; } = 13;

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string name)
    {
        // A name that was made of another may be somebody's own.
        var own = name;
        for (var count = _counts.GetValueOrDefault(name); !_taken.Add(own); _counts[name] = count)
            own = string.Create(CultureInfo.InvariantCulture, $"{name}_{++count}");
        return own;
    }

    /// <summary>Says that an operator set is needed.</summary>
    public void Need(int version)
    {
        Needed = Math.Max(Needed, version);
        outer?.Need(version);
    }

    /// <summary>Adds a node with one output and gives its name.</summary>
    public string Add(string operation, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes)
    {
        var made = attributes.Select(pair => Attribute(pair.Name, pair.Value)).ToArray();
        var key = $"{operation}({string.Join(',', inputs)}){string.Join(',', made.Select(Text))}";
        if (made.All(attribute => attribute.Graph is null) && Find(key) is { } equal)
            return equal;
        var output = Unique(operation.ToLowerInvariant());
        Nodes.Add(new OnnxNode(operation, "", inputs, [output], made.ToDictionary(attribute => attribute.Name), output));
        return _equal[key] = output;
    }

    /// <summary>Adds a node with several outputs.</summary>
    public string[] AddMany(string operation, IReadOnlyList<string> inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => Unique(operation.ToLowerInvariant()))];
        Nodes.Add(new OnnxNode(operation, "", inputs, names, attributes.Select(pair => Attribute(pair.Name, pair.Value))
            .ToDictionary(attribute => attribute.Name), names[0]));
        return names;
    }

    /// <summary>A list of whole numbers as a constant.</summary>
    public string Wholes(params IReadOnlyList<long> values)
    {
        var key = $"wholes {string.Join(',', values)}";
        if (Find(key) is { } equal)
            return equal;
        var name = Unique("shape");
        Constants.Add(new OnnxTensor(name, OnnxDataType.Int64, [values.Count], MemoryMarshal.AsBytes<long>(values.ToArray()).ToArray()));
        return Outermost._equal[key] = name;
    }

    /// <summary>A number of a type as a constant.</summary>
    public string Number(double value, DType type)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"number {value:R} {type}");
        return Find(key) ?? (Outermost._equal[key] = Constant("number", Tensor.Full(Shape.Scalar, value, type)));
    }

    /// <summary>A tensor as a constant.</summary>
    public string Constant(string name, Tensor value)
    {
        var own = Unique(name);
        Constants.Add(OnnxTensor.Of(own, value));
        return own;
    }

    /// <summary>Leaves out the nodes that nothing needs: parts of what became one operator.</summary>
    /// <param name="outputs">The values that are needed.</param>
    public void KeepOnly(IEnumerable<string> outputs)
    {
        var needed = outputs.ToHashSet(StringComparer.Ordinal);
        for (var i = Nodes.Count - 1; i >= 0; i--)
        {
            if (Nodes[i].Outputs.Any(needed.Contains))
                needed.UnionWith(NodeOrder.Reads(Nodes[i]));
            else
                Nodes.RemoveAt(i);
        }
    }

    private GraphBuilder Outermost => outer?.Outermost ?? this;

    private string? Find(string key) => _equal.GetValueOrDefault(key) ?? outer?.Find(key);

    private static string Text(OnnxAttribute attribute) => string.Create(CultureInfo.InvariantCulture,
        $"{attribute.Name}:{attribute.Int}:{attribute.Float}:{attribute.Text}:{string.Join(';', attribute.Ints)}");

    private static OnnxAttribute Attribute(string name, object value) => value switch
    {
        long whole => new(name, OnnxAttributeType.Int) { Int = whole },
        int whole => new(name, OnnxAttributeType.Int) { Int = whole },
        float number => new(name, OnnxAttributeType.Float) { Float = number },
        string text => new(name, OnnxAttributeType.String) { Text = text },
        IEnumerable<int> wholes => new(name, OnnxAttributeType.Ints) { Ints = [.. wholes.Select(whole => (long)whole)] },
        IEnumerable<float> numbers => new(name, OnnxAttributeType.Floats) { Floats = [.. numbers] },
        IEnumerable<string> texts => new(name, OnnxAttributeType.Strings) { Texts = [.. texts] },
        OnnxGraph graph => new(name, OnnxAttributeType.Graph) { Graph = graph },
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "An attribute of this kind is not written."),
    };
}
