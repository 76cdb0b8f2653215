using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Gathers what a layer of its own needs: some nodes, what computes their shapes, constants and weights.</summary>
internal sealed class GraphPart
{
    private const int SmallFloats = 64, SmallWholes = 4096;

    private readonly Func<string, ImportedValue> _values;
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<(string Name, ImportedValue.Fed Value)> _inputs = [];
    private readonly List<(string Name, Tensor Value, bool Trained)> _weights = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly HashSet<string> _there = new(StringComparer.Ordinal);

    /// <summary>Initializes a part.</summary>
    /// <param name="values">What names stand for.</param>
    public GraphPart(Func<string, ImportedValue> values) => _values = values;

    /// <summary>What the part is fed with, in order.</summary>
    public IReadOnlyList<SymbolicTensor> Inputs => [.. _inputs.Select(input => input.Value.Symbol)];

    /// <summary>Adds a node, with all that it reads.</summary>
    public void Add(OnnxNode node) => Add(node, false);

    private void Add(OnnxNode node, bool isShape)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
            Need(node.Inputs[i], WeightSlots.IsWeight(node, i) && !(isShape && IsVector(node.Inputs[i])));
        foreach (var name in node.Subgraphs.SelectMany(graph => graph.OuterNames()))
            Need(name, true);
        _nodes.Add(node);
        _there.UnionWith(node.Outputs);
    }

    /// <summary>Adds a constant under a name of its own.</summary>
    public void AddConstant(string name, Tensor value, bool canBeTrained)
    {
        if (!_there.Add(name))
            return;
        var trained = canBeTrained && WeightSlots.CanBeTrained(value);
        if (!trained && value.Size <= (value.DType.IsFloat() ? SmallFloats : SmallWholes))
            _constants.Add(OnnxTensor.Of(name, value));
        else
            _weights.Add((name, value, trained));
    }

    /// <summary>Adds a value that the part is fed with under a name of its own, as it lies in the model.</summary>
    public void AddInput(string name, ImportedValue.Fed value)
    {
        if (_there.Add(name))
            _inputs.Add((name, value));
    }

    /// <summary>The layer, called on what it is fed with.</summary>
    /// <param name="operation">The operator, for people.</param>
    /// <param name="outputs">The names of its outputs.</param>
    /// <param name="anchor">What a part that is fed with nothing is called on.</param>
    /// <param name="name">The layer's name, or null.</param>
    public SymbolicTensors Call(string operation, IReadOnlyList<string> outputs, SymbolicTensor anchor, string? name)
    {
        if (_inputs.Count == 0)
            AddInput("\u00A0anchor", new ImportedValue.Fed(anchor));
        var file = new OnnxFile
        {
            IrVersion = OnnxFile.NewestIr,
            Graph = new OnnxGraph
            {
                Name = operation,
                Nodes = [.. _nodes.Select(OpsetMark.Write)],
                Initializers = _constants,
                Inputs =
                [
                    .. _inputs.Select(input => new OnnxValue(input.Name, OnnxDataTypes.Of(input.Value.Symbol.DType), null)),
                    .. _weights.Select(weight => new OnnxValue(weight.Name, OnnxDataTypes.Of(weight.Value.DType),
                        [.. weight.Value.Shape.Select(length => new OnnxAxis(length))])),
                ],
                Outputs = [.. outputs.Select(output => new OnnxValue(output, OnnxDataType.Undefined, null))],
            },
        };
        var frozen = Enumerable.Range(0, _weights.Count).Where(i => !_weights[i].Trained).ToArray();
        DTypePolicy? policy = _weights.Any(weight => weight.Value.DType == DType.Float64) ? DTypePolicy.Float64 : null;
        var graph = Convert.ToBase64String(OnnxWriter.Write(file).Span);
        var layer = new OnnxOperator(operation, graph, _inputs.Count, frozen, name, dtype: policy);
        var result = layer.OnAll(Inputs.ToArray());
        layer.SetValues([.. _weights.Select(weight => weight.Value)]);
        return result;
    }

    // Where lengths are computed, a list of numbers is part of a shape or of scales, and no weight.
    private bool IsVector(string name) => name.Length > 0 && _values(name) is ImportedValue.Fixed { Tensor.Rank: <= 1 };

    private void Need(string name, bool canBeTrained)
    {
        if (name.Length == 0 || _there.Contains(name))
            return;
        switch (_values(name))
        {
            case ImportedValue.Fixed constant:
                AddConstant(name, constant.Tensor, canBeTrained);
                break;
            case ImportedValue.Shaped shaped:
                Add(shaped.Node, true);
                break;
            case ImportedValue.Deferred deferred:
                // What a node that undoes another leaves goes by several names.
                Add(deferred.Node.Outputs.Contains(name) ? deferred.Node : deferred.Node with { Outputs = [name] });
                break;
            case ImportedValue.Fed { ChannelsLast: true } picture:
                // The transposition costs nothing where only the shape is read.
                AddInput(name + "\u00A0last", picture);
                _nodes.Add(PictureOrder.Transposed(name + "\u00A0last", name, PictureOrder.ToFirst(picture.Symbol.Rank)));
                _there.Add(name);
                break;
            case ImportedValue.Fed fed:
                AddInput(name, fed);
                break;
        }
    }
}
