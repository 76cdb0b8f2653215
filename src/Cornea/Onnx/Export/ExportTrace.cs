using System.Diagnostics.CodeAnalysis;

namespace Cornea.Onnx;

/// <summary>
/// A network traced twice, with other lengths in place of those that are open: two graphs of the same nodes, and what differs between
/// them depends on the open lengths.
/// </summary>
internal sealed class ExportTrace
{
    private readonly Dictionary<Tensor, TensorNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _others = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, bool> _fixed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, LayerOutputs> _calls = new(ReferenceEqualityComparer.Instance);

    private ExportTrace(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs) => (Inputs, Outputs) = (inputs, outputs);

    /// <summary>The network's inputs in the first trace.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>Its outputs.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>Traces a model.</summary>
    /// <returns>Null where the two graphs are not of the same nodes: then the network depends on its lengths in a way that no graph
    /// shows.</returns>
    public static ExportTrace? Of(Model model, IReadOnlyList<(Shape First, Shape Second)> shapes, IReadOnlyList<DType> types)
    {
        Tensor[] first = [.. shapes.Select((shape, i) => Tensor.Input(shape.First, types[i]))];
        Tensor[] second = [.. shapes.Select((shape, i) => Tensor.Input(shape.Second, types[i]))];
        var seen = new List<LayerOutputs>();
        CallContext context = null!;
        context = new CallContext
        {
            Observer = (layer, given, made) =>
                seen.Add(new LayerOutputs(layer, given, made, given.Any(input => context.MaskOf(input) is not null))),
        };
        Tensor[] outputs = [.. model.Apply(first, context)];
        Tensor[] others = [.. model.Apply(second, new CallContext())];
        var trace = new ExportTrace(first, outputs);
        if (!trace.Add([.. first, .. outputs], [.. second, .. others]))
            return null;
        foreach (var call in seen)
        {
            trace.Own(call.Layer.ToString(), call.Outputs);
            // A layer or model around others that hands on what they gave comes after them.
            foreach (var output in call.Outputs)
                trace._calls.TryAdd(output, call);
        }
        return trace;
    }

    // Inner layers come first: what they computed is theirs.
    private void Own(string layer, Tensors made)
    {
        var open = new Stack<Tensor>(made);
        while (open.TryPop(out var tensor))
        {
            if (!_nodes.TryGetValue(tensor, out var node) || !_owners.TryAdd(tensor, layer))
                continue;
            foreach (var input in node.Inputs)
                open.Push(input);
        }
    }

    /// <summary>How a tensor is computed.</summary>
    public TensorNode Node(Tensor tensor) => _nodes[tensor];

    /// <summary>How a tensor is computed, where it is one of the network's.</summary>
    public bool Knows(Tensor tensor, [NotNullWhen(true)] out TensorNode? node) => _nodes.TryGetValue(tensor, out node);

    /// <summary>The tensor of the other trace.</summary>
    public Tensor Other(Tensor tensor) => _others[tensor];

    /// <summary>How the other trace computes it.</summary>
    public TensorNode OtherNode(Tensor tensor) => _nodes[_others[tensor]];

    /// <summary>Whether a tensor has the same values in both traces, whatever is fed.</summary>
    public bool IsFixed(Tensor tensor) => _fixed[tensor];

    /// <summary>The layer that computes a tensor.</summary>
    public string Owner(Tensor tensor) => _owners.GetValueOrDefault(tensor, "the model");

    /// <summary>The call of the layer that gave a tensor; null where it is something inside of one.</summary>
    public LayerOutputs? CallOf(Tensor tensor) => _calls.GetValueOrDefault(tensor);

    /// <summary>The lengths of a tensor's axes.</summary>
    public OpenLength[] Lengths(Tensor tensor) => [.. tensor.Shape.Zip(_others[tensor].Shape, (a, b) => new OpenLength(a, b))];

    /// <summary>Takes in the nodes of two graphs; false where they are not the same.</summary>
    public bool Add(IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second)
    {
        var (a, b) = (TensorGraph.Of(first), TensorGraph.Of(second));
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            var (one, other) = (a[i], b[i]);
            if (_nodes.ContainsKey(one.Value))
                continue;
            if (one.Operation != other.Operation || one.Inputs.Count != other.Inputs.Count || one.Value.Rank != other.Value.Rank
                || one.Value.DType != other.Value.DType
                    || one.Inputs.Where((input, k) => !ReferenceEquals(_others[input], other.Inputs[k])).Any())
            {
                return false;
            }
            (_nodes[one.Value], _nodes[other.Value], _others[one.Value]) = (one, other, other.Value);
            _fixed[one.Value] = IsSame(one, other);
            if (one.Loop is { } loop && !Add(loop, other.Loop!))
                return false;
            if (one.Inner is { } inner && (_fixed[one.Value] = false) == false && !Add([inner], [other.Inner!]))
                return false;
        }
        return true;
    }

    private bool Add(TensorLoop one, TensorLoop other) => Add(
        [.. one.Carries, .. one.Rows, .. one.Captured, .. one.Next], [.. other.Carries, .. other.Rows, .. other.Captured, .. other.Next]);

    private bool IsSame(TensorNode one, TensorNode other) => one.Value.Shape == other.Value.Shape && one.Operation switch
    {
        "Input" or "Scan" or "FinalCarry" or "StepStack" or "Random" => false,
        "Variable" => true,
        "Constant" => one.Value.AsBytes().SequenceEqual(other.Value.AsBytes()),
        _ => one.Inputs.All(input => _fixed[input])
            && one.Arguments.All(pair => pair.Value.SequenceEqual(other.Arguments[pair.Key])),
    };
}
