using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Puts numbers in place of a graph's texts: each text that the file names has its place in one list, and a value of texts becomes one of
/// places. What a network is fed with and the list does not have is a negative number of its own.
/// </summary>
internal sealed class TextValues
{
    private const string Learning = "ai.onnx.ml";

    // Operators that move values without looking at them; the number of inputs that are values, all where it is 0.
    private static readonly Dictionary<string, int> Movers = new(StringComparer.Ordinal)
    {
        ["Identity"] = 1,
        ["Reshape"] = 1,
        ["Flatten"] = 1,
        ["Squeeze"] = 1,
        ["Unsqueeze"] = 1,
        ["Transpose"] = 1,
        ["Expand"] = 1,
        ["Tile"] = 1,
        ["Slice"] = 1,
        ["Split"] = 1,
        ["Gather"] = 1,
        ["GatherElements"] = 1,
        ["GatherND"] = 1,
        ["ArrayFeatureExtractor"] = 1,
        ["Compress"] = 1,
        ["Concat"] = 0,
    };

    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxTensor> _constants;

    private TextValues(Dictionary<string, OnnxTensor> constants) => _constants = constants;

    /// <summary>The texts, each at its place.</summary>
    public IReadOnlyList<string> List => _texts;

    /// <summary>Whether texts are compared with each other.</summary>
    public bool AreCompared { get; private set; }

    /// <summary>What stands for a text that the list does not have: a negative number from the letters' SHA-256, equal for equal
    /// texts.</summary>
    public static long Unlisted(string text) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) | long.MinValue;

    /// <summary>Whether a value is one of texts.</summary>
    public bool IsText(string name) => _names.Contains(name);

    /// <summary>Rewrites the nodes and constants of a graph that has texts.</summary>
    /// <param name="graph">The graph; its inputs are not changed.</param>
    /// <param name="nodes">Its nodes; the list is written to.</param>
    /// <param name="constants">Its constants; the table is written to.</param>
    public static TextValues Of(OnnxGraph graph, List<OnnxNode> nodes, Dictionary<string, OnnxTensor> constants)
    {
        var texts = new TextValues(constants);
        foreach (var input in graph.Inputs.Where(input => input.Type == OnnxDataType.String && input.Kind.Length == 0))
            texts._names.Add(input.Name);
        // The classes first, so that their places are their numbers.
        foreach (var node in nodes.Where(node => node.Domain == Learning))
            texts.Add(node.Attributes.GetValueOrDefault("classlabels_strings")?.Texts);
        foreach (var (name, tensor) in constants.Where(pair => pair.Value.Type == OnnxDataType.String).ToArray())
        {
            constants[name] = texts.Placed(tensor);
            texts._names.Add(name);
        }
        if (texts._names.Count == 0 && !nodes.Any(node => node.Domain == Learning))
            return texts;
        var sorted = NodeOrder.Sorted(nodes, constants.Keys.Concat(graph.Inputs.Select(input => input.Name)), outerIsKnown: false);
        nodes.Clear();
        nodes.AddRange(sorted.Select(texts.Rewritten));
        return texts;
    }

    private void Add(IEnumerable<string>? texts)
    {
        foreach (var text in texts ?? [])
            Place(text);
    }

    private long Place(string text)
    {
        if (!_places.TryGetValue(text, out var place))
        {
            _places[text] = place = _texts.Count;
            _texts.Add(text);
        }
        return place;
    }

    private OnnxTensor Placed(OnnxTensor tensor) =>
        OnnxTensor.Of(tensor.Name, Tensor.From(tensor.Texts.Select(Place).ToArray(), tensor.Shape));

    private OnnxNode Rewritten(OnnxNode node)
    {
        var reads = node.Inputs.Any(IsText);
        if (node.Domain == Learning)
        {
            if (node.Operator == "DictVectorizer")
            {
                throw OperatorCall.Fault(node, "its input is a map, which a model here cannot be fed with: export the estimator behind it "
                    + "with a tensor of numbers as input");
            }
            if (node is { Operator: "LabelEncoder", Opset: < 2 })
                return Mapped(node, "classes_strings", null, reads);
            if (node.Operator == "CategoryMapper")
                return Mapped(node, "cats_strings", "cats_int64s", reads);
            node = WithNumbers(node);
        }
        if (!reads)
            return node;
        if (Movers.TryGetValue(node.Operator, out var count) && node.Domain is "" or Learning)
        {
            var moved = node.Inputs.Take(count == 0 ? int.MaxValue : count).Count(IsText);
            if (moved == node.Inputs.Take(count == 0 ? int.MaxValue : count).Count())
                _names.UnionWith(node.Outputs);
            else if (moved > 0)
                throw OperatorCall.Fault(node, "some of its inputs are texts and some are none");
            return node;
        }
        if (node is { Operator: "Cast", Domain: "" } && node.Attributes.GetValueOrDefault("to")?.Int == (long)OnnxDataType.String)
        {
            _names.UnionWith(node.Outputs);
            return node with { Operator = "Identity", Attributes = new Dictionary<string, OnnxAttribute>() };
        }
        if (node is { Operator: "Where", Domain: "" })
        {
            _names.UnionWith(node.Outputs);
            return node;
        }
        var isCompared = node is { Operator: "Equal", Domain: "" } && node.Inputs.All(IsText);
        AreCompared |= isCompared;
        var isCounted = node is { Operator: "Shape" or "Size", Domain: "" };
        var isKnown = node.Domain == Learning && node.Operator is "OneHotEncoder" or "LabelEncoder"
            || (node.Operator == "TfIdfVectorizer" && node.Domain.Length == 0);
        return isCompared || isCounted || isKnown ? WithNumbers(node) : throw OperatorCall.Fault(node,
            "it needs the letters of texts. Texts are known here by their places in a list of those that the file names: split and "
            + "normalize them before the model, and export the network behind that");
    }

    // A list of texts in an attribute becomes the list of their places.
    private OnnxNode WithNumbers(OnnxNode node)
    {
        if (node.Operator == "ZipMap")
            return node;
        Dictionary<string, OnnxAttribute>? changed = null;
        void Put(string old, OnnxAttribute attribute)
        {
            changed ??= new Dictionary<string, OnnxAttribute>(node.Attributes, StringComparer.Ordinal);
            changed.Remove(old);
            changed[attribute.Name] = attribute;
        }
        void List(string name, string other)
        {
            if (node.Attributes.GetValueOrDefault(name) is { Texts.Count: > 0 } attribute)
                Put(name, new OnnxAttribute(other, OnnxAttributeType.Ints) { Ints = [.. attribute.Texts.Select(Place)] });
        }
        if (node.Attributes.GetValueOrDefault("classlabels_strings") is { Texts.Count: > 0 } && node.Outputs.Count > 0)
            _names.Add(node.Outputs[0]);
        List("classlabels_strings", node.Operator == "TreeEnsembleClassifier" ? "classlabels_int64s" : "classlabels_ints");
        List("cats_strings", "cats_int64s");
        List("pool_strings", "pool_int64s");
        if (node.Operator == "LabelEncoder")
        {
            var values = node.Attributes.GetValueOrDefault("values_strings") is { Texts.Count: > 0 }
                || node.Attributes.GetValueOrDefault("values_tensor")?.Tensor?.Type == OnnxDataType.String;
            if (values)
            {
                _names.UnionWith(node.Outputs);
                var otherwise = node.Attributes.GetValueOrDefault("default_string")?.Text ?? "_Unused";
                Put("default_string", Whole("default_int64", Place(otherwise)));
            }
            List("keys_strings", "keys_int64s");
            List("values_strings", "values_int64s");
            foreach (var name in (string[])["keys_tensor", "values_tensor", "default_tensor"])
            {
                if (node.Attributes.GetValueOrDefault(name)?.Tensor is { Type: OnnxDataType.String } tensor)
                    Put(name, new OnnxAttribute(name, OnnxAttributeType.Tensor) { Tensor = Placed(tensor) });
            }
        }
        return changed is null ? node : node with { Attributes = changed };
    }

    private static OnnxAttribute Whole(string name, long value) => new(name, OnnxAttributeType.Int) { Int = value };

    // The older operators between texts and numbers, as the one that took their place.
    private OnnxNode Mapped(OnnxNode node, string texts, string? numbers, bool fromText)
    {
        var places = (node.Attributes.GetValueOrDefault(texts)?.Texts ?? []).Select(Place).ToArray();
        var codes = numbers is null ? [.. Enumerable.Range(0, places.Length).Select(i => (long)i)]
            : node.Attributes.GetValueOrDefault(numbers)?.Ints ?? [];
        if (!fromText)
            _names.UnionWith(node.Outputs);
        var otherwise = fromText ? node.Attributes.GetValueOrDefault("default_int64")?.Int ?? -1
            : Place(node.Attributes.GetValueOrDefault("default_string")?.Text ?? "_Unused");
        OnnxAttribute[] attributes =
        [
            new("keys_int64s", OnnxAttributeType.Ints) { Ints = fromText ? places : codes },
            new("values_int64s", OnnxAttributeType.Ints) { Ints = fromText ? codes : places },
            Whole("default_int64", otherwise),
        ];
        return node with
        {
            Operator = "LabelEncoder",
            Opset = 2,
            Attributes = attributes.ToDictionary(attribute => attribute.Name, StringComparer.Ordinal),
        };
    }
}
