using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// A part of an ONNX graph as a layer: an operator for which Keras has no layer, and what computes its shapes and lengths. Made by
/// <see cref="OnnxModel.Import(string, OnnxImportOptions?)"/>; it is saved with a model and trained as any other layer.
/// </summary>
/// <remarks>
/// The first inputs of the graph are fed, the others are the layer's weights. Source: the definitions of https://onnx.ai/onnx/operators.
/// </remarks>
public sealed class OnnxOperator : Layer
{
    private readonly OnnxFile _file;
    private readonly Dictionary<string, Tensor> _constants;
    private Variable[] _weights = [];

    /// <summary>Initializes the layer.</summary>
    /// <param name="operation">The operator, for people.</param>
    /// <param name="graph">The graph: the bytes of an ONNX model, as base64.</param>
    /// <param name="inputCount">How many of the graph's inputs are fed.</param>
    /// <param name="frozen">Which weights are not trained, counted from 0; none where null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables; the default policy when null.</param>
    public OnnxOperator(
        string operation, string graph, int inputCount, IReadOnlyList<int>? frozen = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        (Operation, Graph, InputCount, Frozen) = (operation, graph, inputCount, frozen ?? []);
        var bytes = new byte[graph.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(graph, bytes, out var length))
            throw new ArgumentException("OnnxOperator expects a graph as base64, but received something else.", nameof(graph));
        _file = OnnxReader.Read(bytes.AsMemory(0, length), "the graph of an OnnxOperator");
        GraphNodes = [.. _file.Graph.Nodes.Select(node => OpsetMark.Read(node, _file))];
        if (inputCount < 1 || inputCount > _file.Graph.Inputs.Count)
        {
            throw new ArgumentException(
                $"OnnxOperator expects between 1 and {_file.Graph.Inputs.Count} inputs of its graph to be fed, but received {inputCount}.",
                nameof(inputCount));
        }
        _constants = _file.Graph.Initializers.ToDictionary(tensor => tensor.Name, tensor => tensor.ToTensor()
            ?? throw new ArgumentException($"OnnxOperator cannot keep constants of type {tensor.Type}.", nameof(graph)),
                StringComparer.Ordinal);
    }

    /// <summary>The operator, for people.</summary>
    public string Operation { get; }

    /// <summary>The graph: the bytes of an ONNX model, as base64.</summary>
    public string Graph { get; }

    /// <summary>How many of the graph's inputs are fed.</summary>
    public int InputCount { get; }

    /// <summary>Which weights are not trained, counted from 0.</summary>
    public IReadOnlyList<int> Frozen { get; }

    internal IReadOnlyList<OnnxNode> GraphNodes { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var weights = _file.Graph.Inputs.Skip(InputCount).ToArray();
        _weights = [.. weights.Select((weight, i) => AddWeight(
            $"weight_{Count(i)}", new Shape([.. weight.Axes!.Select(axis => (int)axis.Length!.Value)]),
                new Typed(weight.Type.Kept()!.Value),
            trainable: weight.Type.Kept()!.Value.IsFloat() && !Frozen.Contains(i)))];
    }

    /// <summary>Gives the weights their values, in the order of the graph's inputs.</summary>
    internal void SetValues(IReadOnlyList<Tensor> values)
    {
        for (var i = 0; i < values.Count; i++)
            _weights[i].Assign(values[i].Cast(_weights[i].DType));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var graph = _file.Graph;
        if (inputs.Count != InputCount)
            throw new ShapeException($"{this} has {InputCount} inputs, but received {inputs.Count}.");
        var values = new Dictionary<string, Tensor>(_constants, StringComparer.Ordinal);
        for (var i = 0; i < graph.Inputs.Count; i++)
        {
            var input = graph.Inputs[i];
            values[input.Name] = i < InputCount ? inputs[i]
                : context.Read(_weights[i - InputCount], autocast: false).Cast(input.Type.Kept()!.Value);
        }
        var run = new GraphRun(values);
        run.Compute(GraphNodes);
        var outputs = graph.Outputs.SelectMany(output => run.FindList(output.Name)
            ?? [run.Find(output.Name) ?? throw new ShapeException($"{this} has no value '{output.Name}'.")]).ToArray();
        return outputs.Length > 0 ? outputs : throw new ShapeException($"{this} gives a list without parts.");
    }

    // Zeros of an element type: the values of an import follow when the weights are there.
    [NotSaved("It makes room for what the import writes there.")]
    private sealed record Typed(DType Type) : Initializer
    {
        public override DType DType => Type;

        public override Tensor Create(Shape shape, RandomKey key) => Tensor.Zeros(shape, Type);
    }
}
