using System.Globalization;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Puts the nodes of a model's functions in place of their calls, gives every node its operator set, makes Constant nodes constants
/// and moves the constants of inner graphs out to the model's.
/// </summary>
internal sealed class FunctionInliner
{
    private readonly OnnxFile _file;
    private readonly int _mostNodes;
    private readonly Dictionary<(string Domain, string Name, string Overload), OnnxFunction> _functions = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private int _calls, _nodes;

    private FunctionInliner(OnnxFile file, int mostNodes)
    {
        (_file, _mostNodes) = (file, mostNodes);
        foreach (var function in file.Functions)
        {
            if (!_functions.TryAdd((function.Domain, function.Name, function.Overload), function))
                throw new OnnxException($"ONNX: the model has two functions {function.Domain}.{function.Name}.", null, function.Name);
        }
    }

    /// <summary>The constants of the model.</summary>
    public Dictionary<string, OnnxTensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes of the model.</summary>
    public List<OnnxNode> Nodes { get; private set; } = [];

    /// <summary>Inlines the functions of a model.</summary>
    public static FunctionInliner Of(OnnxFile file, ReadLimits? limits = null)
    {
        var inliner = new FunctionInliner(file, (limits ?? ReadLimits.Default).GraphNodes);
        var graph = file.Graph;
        foreach (var tensor in graph.Initializers.Concat(
            graph.SparseInitializers.Select(sparse => Dense(sparse.Tensor) with { Name = sparse.Name })))
        {
            if (!inliner.Constants.TryAdd(tensor.Name, tensor))
                throw new OnnxException($"ONNX: the model has two initializers '{tensor.Name}'.");
            inliner._taken.Add(tensor.Name);
        }
        foreach (var node in graph.Nodes)
            inliner.Expand(node, file.Opsets, name => name, null, [], inliner.Nodes);
        inliner.Nodes = NarrowTypes.Named(inliner.Nodes, inliner.Constants, graph.Inputs);
        return inliner;
    }

    private void Expand(
        OnnxNode node, IReadOnlyDictionary<string, int> opsets, Func<string, string> rename,
        IReadOnlyDictionary<string, OnnxAttribute>? given, List<OnnxFunction> around, List<OnnxNode> target)
    {
        if (++_nodes > _mostNodes)
            throw new OnnxException($"ONNX: with its functions the model has more than {_mostNodes} nodes (ReadLimits.GraphNodes).");
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        foreach (var (name, attribute) in node.Attributes)
        {
            if (attribute.Reference.Length == 0)
                attributes[name] = attribute;
            else if (given is not null && given.TryGetValue(attribute.Reference, out var value))
                attributes[name] = value with { Name = name };
        }
        var known = opsets.TryGetValue(node.Domain, out var opset);
        var own = node with
        {
            Inputs = [.. node.Inputs.Select(name => name.Length == 0 ? "" : rename(name))],
            Outputs = [.. node.Outputs.Select(name => name.Length == 0 ? "" : rename(name))],
            Attributes = attributes,
            Opset = known ? opset : 0,
        };
        if (!known)
            throw OperatorCall.Fault(node, $"the domain '{node.Domain}' is not among the operator sets of the model");
        if (_functions.TryGetValue((node.Domain, node.Operator, node.Overload), out var function))
        {
            Inline(own, function, around, target);
            return;
        }
        if (own is { Operator: "Constant", Domain: "" })
        {
            var constant = ConstantNode.Value(own);
            Constants[constant.Name] = constant;
            return;
        }
        foreach (var (name, attribute) in own.Attributes.Where(pair => pair.Value.Graph is not null).ToArray())
            attributes[name] = attribute with { Graph = Inner(attribute.Graph!, opsets, rename, given, around) };
        target.Add(own);
    }

    private void Inline(OnnxNode call, OnnxFunction function, List<OnnxFunction> around, List<OnnxNode> target)
    {
        if (around.Count > 100)
            throw OperatorCall.Fault(call, "more than 100 functions stand in each other");
        if (around.Contains(function))
            throw OperatorCall.Fault(call, $"the function {call.FullOperator} calls itself");
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{function.Name}_{++_calls}/");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < function.Inputs.Count; i++)
            names[function.Inputs[i]] = i < call.Inputs.Count ? call.Inputs[i] : "";
        var results = function.Outputs.Select((name, i) => (Name: name, Target: i < call.Outputs.Count ? call.Outputs[i] : "")).ToArray();
        var given = function.Defaults.ToDictionary(attribute => attribute.Name, StringComparer.Ordinal);
        foreach (var (name, attribute) in call.Attributes)
            given[name] = attribute;
        foreach (var (name, wanted) in results)
        {
            // An output that is an input, or is named twice, needs a node of its own.
            if (wanted.Length > 0 && !names.TryAdd(name, wanted))
                target.Add(new OnnxNode("Identity", "", [names[name]], [wanted], new Dictionary<string, OnnxAttribute>()) { Opset = 13 });
        }
        string Rename(string name) => names.TryGetValue(name, out var other) ? other : names[name] = prefix + name;
        foreach (var node in function.Nodes)
            Expand(node, function.Opsets, Rename, given, [.. around, function], target);
    }

    private OnnxGraph Inner(
        OnnxGraph graph, IReadOnlyDictionary<string, int> opsets, Func<string, string> rename,
        IReadOnlyDictionary<string, OnnxAttribute>? given, List<OnnxFunction> around)
    {
        var moved = new Dictionary<string, string>(StringComparer.Ordinal);
        string Rename(string name) => moved.TryGetValue(name, out var other) ? other : rename(name);
        foreach (var tensor in graph.Initializers.Concat(
            graph.SparseInitializers.Select(sparse => Dense(sparse.Tensor) with { Name = sparse.Name })))
        {
            var name = rename(tensor.Name);
            while (!_taken.Add(name) || Constants.ContainsKey(name))
                name += "_";
            moved[tensor.Name] = name;
            Constants[name] = tensor with { Name = name };
        }
        var nodes = new List<OnnxNode>();
        foreach (var node in graph.Nodes)
            Expand(node, opsets, Rename, given, around, nodes);
        var inner = new OnnxGraph
        {
            Name = graph.Name,
            Inputs = [.. graph.Inputs.Select(input => input with { Name = Rename(input.Name) })],
            Outputs = [.. graph.Outputs.Select(output => output with { Name = Rename(output.Name) })],
        };
        return inner with { Nodes = NodeOrder.Sorted(nodes, inner.Inputs.Select(input => input.Name), outerIsKnown: false) };
    }

    private static OnnxTensor Dense(OnnxSparseTensor sparse) => ConstantNode.Dense(sparse);
}
