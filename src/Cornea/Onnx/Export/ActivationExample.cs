namespace Cornea.Onnx;

/// <summary>An activation that is one of ONNX's operators, known by the operations that it makes of a value.</summary>
internal sealed class ActivationExample
{
    private readonly Dictionary<Tensor, TensorNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor _value, _result;

    private ActivationExample(Activation activation, DType type, string name, int since, params (string, object)[] attributes)
    {
        (Operator, Since, Attributes) = (name, since, attributes);
        _value = Tensor.Input(new Shape(2, 3), type);
        _result = activation.Apply(_value);
        foreach (var node in TensorGraph.Of([_result]))
            _nodes[node.Value] = node;
    }

    /// <summary>The operator.</summary>
    public string Operator { get; }

    /// <summary>The operator set that has it first.</summary>
    public int Since { get; }

    /// <summary>Its attributes.</summary>
    public (string Name, object Value)[] Attributes { get; }

    /// <summary>The activations that have an operator.</summary>
    /// <param name="type">The element type of what they are applied to.</param>
    public static IReadOnlyList<ActivationExample> All(DType type) =>
    [
        new(Activation.HardSigmoid, type, "HardSigmoid", 6, ("alpha", 1 / 6f), ("beta", 0.5f)),
        new(new HardSigmoidKeras2Activation(), type, "HardSigmoid", 6, ("alpha", 0.2f), ("beta", 0.5f)),
        new(Activation.HardSilu, type, "HardSwish", 14),
        new(Activation.Selu, type, "Selu", 6),
        new(Activation.Elu, type, "Elu", 6, ("alpha", 1f)),
        new(Activation.Softplus, type, "Softplus", 1),
        new(Activation.Softsign, type, "Softsign", 1),
        new(Activation.Gelu, type, "Gelu", 20),
        new(Activation.Mish, type, "Mish", 18),
    ];

    /// <summary>What the activation was applied to where a node is its result; null where it is something else.</summary>
    /// <param name="trace">The network.</param>
    /// <param name="node">The node.</param>
    /// <param name="source">Gives what a tensor that is only repeated is made of.</param>
    public Tensor? AppliedTo(ExportTrace trace, TensorNode node, Func<Tensor, Tensor> source)
    {
        Tensor? found = null;
        bool Same(Tensor own, Tensor example)
        {
            while (_nodes[example] is { Operation: "Broadcast" } repeated)
                example = repeated.Inputs[0];
            own = ReferenceEquals(own, node.Value) ? own : source(own);
            if (ReferenceEquals(example, _value))
            {
                found ??= own;
                return ReferenceEquals(found, own);
            }
            var (mine, its) = (trace.Node(own), _nodes[example]);
            if (its.Operation == "Constant")
            {
                return mine.Operation == "Constant" && own.Size == 1 && example.Size == 1 && trace.IsFixed(own)
                    && own.ToArray<double>()[0] == example.ToArray<double>()[0];
            }
            return mine.Operation == its.Operation && own.DType == example.DType && mine.Inputs.Count == its.Inputs.Count
                && mine.Inputs.Zip(its.Inputs).All(pair => Same(pair.First, pair.Second));
        }
        return Same(node.Value, _result) && found is not null && trace.Lengths(found).SequenceEqual(trace.Lengths(node.Value)) ? found
            : null;
    }
}
