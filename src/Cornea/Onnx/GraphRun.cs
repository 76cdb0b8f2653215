using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Computes the nodes of a graph, in their order.</summary>
/// <param name="outer">Values by name that the nodes may read.</param>
/// <param name="around">The run of the graph around this one, whose values the nodes may read too; null for none.</param>
/// <param name="inner">Counts the nodes, where they are those of an inner graph.</param>
internal sealed class GraphRun(IReadOnlyDictionary<string, Tensor> outer, GraphRun? around = null, InnerNodes? inner = null)
{
    // Small values that follow from shapes alone are computed at once: what reads them needs them as numbers.
    private const int SmallSize = 1 << 16;

    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);
    private InnerNodes? _counted;

    private Dictionary<string, GraphValue>? _others;

    /// <summary>A value by its name; null where there is none.</summary>
    public Tensor? Find(string name) => _values.GetValueOrDefault(name) ?? outer.GetValueOrDefault(name) ?? around?.Find(name);

    /// <summary>Computes nodes.</summary>
    public void Compute(IEnumerable<OnnxNode> nodes)
    {
        foreach (var node in nodes)
        {
            inner?.Count(node);
            if (SequenceOperators.Is(node))
            {
                ComputeList(node);
                continue;
            }
            var others = node.Inputs.Select(FindOther).ToArray();
            if (IsHandedOn(node, others))
            {
                Keep(node.Outputs[0], others.ElementAtOrDefault(0) ?? default);
                continue;
            }
            var inputs = node.Inputs.Select((name, i) => name.Length == 0 || others[i] is not null ? null
                : Find(name) ?? throw OperatorCall.Fault(node, $"nothing makes its input '{name}'")).ToArray();
            var known = inputs.All(input => input is null or { IsComputed: true }) || node.Operator is "Shape" or "Size" or "If" or "Loop";
            var call = new OperatorCall(node, inputs, Run) { Lists = [.. others.Select(other => other?.List)] };
            var outputs = OperatorTable.Compute(call, inputs);
            foreach (var (place, other) in call.MadeOthers.Where(made => made.Key < node.Outputs.Count))
                Keep(node.Outputs[place], other);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i].Length == 0 || call.MadeOthers.ContainsKey(i))
                    continue;
                var output = i < outputs.Length ? outputs[i] : null;
                output = output ?? throw OperatorCall.Fault(node, $"its output {i} is not supported");
                // What is made of known values is known; asking each value itself would go through all that it is made of.
                _values[node.Outputs[i]] = known ? Settled(output) : output;
            }
        }
    }

    /// <summary>Keeps a list of tensors, or an optional value that is not there, under a name.</summary>
    public void Keep(string name, GraphValue value) => (_others ??= new(StringComparer.Ordinal))[name] = value;

    /// <summary>A list of tensors by its name; null where there is none.</summary>
    public IReadOnlyList<Tensor>? FindList(string name) => FindOther(name)?.List;

    // What is no tensor: a list, or an optional value that is not there.
    private GraphValue? FindOther(string name) =>
        _others is not null && _others.TryGetValue(name, out var value) ? value : around?.FindOther(name);

    // Nodes that hand on what is no tensor as it is.
    private static bool IsHandedOn(OnnxNode node, GraphValue?[] others) => node.Domain.Length == 0 && node.Operator switch
    {
        "Identity" or "OptionalGetElement" => others.ElementAtOrDefault(0) is { List: not null }
            || (others.ElementAtOrDefault(0) is not null && node.Operator == "Identity"),
        "Optional" => node.Inputs.Count == 0 || others[0] is not null,
        _ => false,
    };

    private void ComputeList(OnnxNode node)
    {
        OperatorTable.Of(node);
        var call = new OperatorCall(node, [.. node.Inputs.Select(Find)]);
        var given = node.Inputs.Count > 0 ? FindList(node.Inputs[0]) : null;
        try
        {
            if (SequenceOperators.Makes(node))
                Keep(node.Outputs[0], new GraphValue(null, SequenceOperators.Made(node, call, given)));
            else
                _values[node.Outputs[0]] = Settled(SequenceOperators.Read(node, call, given));
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException)
        {
            throw OperatorCall.Fault(node, $"the operator cannot be computed: {exception.Message.TrimEnd('.')}", null, exception);
        }
    }

    /// <summary>A value, computed where that is cheap and needs nothing that a network is fed with.</summary>
    public static Tensor Settled(Tensor value) => !value.IsComputed && value.Size <= SmallSize && value.IsConstant
        ? value.Compute().Detach()
        : value;

    // A graph inside a node sees the values around it.
    private GraphValue[] Run(OnnxGraph graph, IReadOnlyList<GraphValue> arguments)
    {
        if (arguments.Count != graph.Inputs.Count)
            throw new OnnxException($"ONNX: graph '{graph.Name}' has {graph.Inputs.Count} inputs, but is given {arguments.Count}.");
        var given = new Dictionary<string, Tensor>(arguments.Count, StringComparer.Ordinal);
        var run = new GraphRun(given, this, inner ?? (_counted ??= new InnerNodes()));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Tensor is { } tensor)
                given[graph.Inputs[i].Name] = tensor;
            else
                run.Keep(graph.Inputs[i].Name, arguments[i]);
        }
        run.Compute(graph.Nodes);
        return [.. graph.Outputs.Select(output => run.FindOther(output.Name)
            ?? new GraphValue(run.Find(output.Name)
                ?? throw new OnnxException($"ONNX: nothing makes the output '{output.Name}' of graph '{graph.Name}'.")))];
    }
}
