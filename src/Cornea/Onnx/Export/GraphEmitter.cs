using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Writes the nodes of a traced network as those of an ONNX graph.</summary>
/// <remarks>
/// A picture has its channels last here and second in ONNX: what stands between convolutions and poolings is computed in ONNX's order, and
/// a picture is turned only where something needs the other.
/// </remarks>
internal sealed partial class GraphEmitter
{
    private readonly ExportTrace _trace;
    private readonly GraphBuilder _graph;
    private readonly GraphEmitter? _outer;
    private readonly SortedSet<string> _problems;
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _channelsSecond = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<OpenLength, (string Name, int Axis)> _axes = [];
    private readonly Dictionary<OpenLength, string> _lengths = [];

    /// <summary>Initializes an emitter.</summary>
    /// <param name="trace">The network.</param>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="problems">What cannot be written, with its layers.</param>
    /// <param name="outer">The emitter of the graph around.</param>
    public GraphEmitter(ExportTrace trace, GraphBuilder graph, SortedSet<string> problems, GraphEmitter? outer = null) =>
        (_trace, _graph, _problems, _outer) = (trace, graph, problems, outer);

    /// <summary>Says what a tensor is called.</summary>
    public void Take(Tensor tensor, string name)
    {
        _names[tensor] = name;
        Note(tensor, name, tensor.Rank, axis => axis);
    }

    /// <summary>Writes all that some tensors need.</summary>
    public void Emit(IReadOnlyList<Tensor> outputs)
    {
        var nodes = TensorGraph.Of(outputs);
        NoteUsers(nodes);
        NoteQuantized(nodes);
        foreach (var node in nodes)
        {
            if (_names.ContainsKey(node.Value) || _channelsSecond.ContainsKey(node.Value) || _trace.IsFixed(node.Value)
                || _inside.Contains(node.Value) || node.Operation is "Broadcast" or "Constant" or "Input"
                || _outer?.Has(node.Value) == true)
            {
                continue;
            }
            if (_quantized.TryGetValue(node.Value, out var product))
                EmitQuantized(node, product);
            else if (!TryLayer(node) && !TryLayerOf(node, nodes) && !TryPattern(node) && !TryPicture(node) && Operation(node) is { } name)
                Take(node.Value, name);
        }
    }

    /// <summary>The name of a tensor.</summary>
    public string Name(Tensor tensor)
    {
        if (Find(tensor) is { } known)
            return known;
        if (_channelsSecond.TryGetValue(tensor, out var picture))
            return _names[tensor] = _graph.Add("Transpose", [picture], ("perm", PictureOrder.ToLast(tensor.Rank)));
        var node = _trace.Node(tensor);
        var name = _trace.IsFixed(tensor) ? _graph.Constant(node.Variable?.Name ?? "constant", tensor)
            : node.Operation == "Broadcast" ? Expanded(node)
            : node.Operation == "Constant" ? Changing(tensor)
            : Problem(node, "it was not written");
        return _names[tensor] = name;
    }

    private bool Has(Tensor tensor) => Find(tensor) is not null;

    private string? Find(Tensor tensor) => _names.GetValueOrDefault(tensor) ?? _outer?.Find(tensor)
        ?? (_outer?._channelsSecond.ContainsKey(tensor) == true ? _outer.Name(tensor) : null);

    // What a tensor that is only repeated is made of, and the axes that it has then.
    private Tensor Source(Tensor tensor)
    {
        while (_trace.Node(tensor) is { Operation: "Broadcast" } node)
            tensor = node.Inputs[0];
        return tensor;
    }

    // The operands of an operation that repeats them itself where that gives the same shape.
    private Tensor[] Sources(TensorNode node)
    {
        Tensor[] sources = [.. node.Inputs.Select(Source)];
        var lengths = _trace.Lengths(node.Value);
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var place = lengths.Length - axis;
            var own = sources.Where(source => source.Rank >= place).Select(source => _trace.Lengths(source)[source.Rank - place]);
            if (!own.Contains(lengths[axis]) && lengths[axis] != new OpenLength(1, 1))
                return [.. node.Inputs];
        }
        return sources.All(source => source.Rank <= lengths.Length) ? sources : [.. node.Inputs];
    }

    private void Note(Tensor tensor, string name, int rank, Func<int, int> place)
    {
        var lengths = _trace.Lengths(tensor);
        for (var axis = 0; axis < rank; axis++)
        {
            if (!lengths[axis].IsFixed)
                _axes.TryAdd(lengths[axis], (name, place(axis)));
        }
    }

    private string Problem(TensorNode node, string what)
    {
        _problems.Add($"{_trace.Owner(node.Value)}: {what}");
        return "?";
    }

    // A list of one open length, as a value of the graph.
    private string? Length(OpenLength length)
    {
        if (length.IsFixed)
            return _graph.Wholes(length.First);
        if (_lengths.TryGetValue(length, out var known) || _outer?._lengths.TryGetValue(length, out known) == true)
            return known;
        var found = Axis(length) ?? Computed(length);
        if (found is not null)
            _lengths[length] = found;
        return found;
    }

    private string? Axis(OpenLength length)
    {
        if (!_axes.TryGetValue(length, out var axis))
            return _outer?.Length(length);
        return _graph.Add("Gather", [_graph.Add("Shape", [axis.Name]), _graph.Wholes(axis.Axis)], ("axis", 0));
    }

    // As many times, or more or less than, a length that some value has.
    private string? Computed(OpenLength length)
    {
        var bases = _axes.Keys.Concat(_outer?._axes.Keys ?? Enumerable.Empty<OpenLength>()).ToArray();
        foreach (var one in bases)
        {
            if (length.First % one.First == 0 && length.First / one.First is var factor && factor > 1
                && length.Second == factor * one.Second)
            {
                return _graph.Add("Mul", [Axis(one)!, _graph.Wholes(factor)]);
            }
        }
        foreach (var one in bases)
        {
            foreach (var other in bases)
            {
                if (length.First == one.First * other.First && length.Second == one.Second * other.Second)
                    return _graph.Add("Mul", [Axis(one)!, Axis(other)!]);
            }
        }
        foreach (var one in bases)
        {
            if (length.First - one.First == length.Second - one.Second)
                return _graph.Add("Add", [Axis(one)!, _graph.Wholes(length.First - one.First)]);
        }
        return null;
    }

    // A shape as a value of the graph.
    private string? ShapeOf(IReadOnlyList<OpenLength> lengths)
    {
        if (lengths.All(length => length.IsFixed))
            return _graph.Wholes([.. lengths.Select(length => (long)length.First)]);
        var parts = lengths.Select(Length).ToArray();
        return parts.Contains(null) ? null : parts.Length == 1 ? parts[0]
            : _graph.Add("Concat", [.. parts.Select(part => part!)], ("axis", 0));
    }

    private string Expanded(TensorNode node) => ShapeOf(_trace.Lengths(node.Value)) is { } shape
        ? _graph.Add("Expand", [Name(node.Inputs[0]), shape])
        : Problem(node, "a shape depends on lengths in a way that cannot be written");

    // A constant that follows from an open length: the length itself, its inverse, or a row of numbers of that many.
    private string Changing(Tensor tensor)
    {
        var (a, b) = (tensor.ToArray<double>(), _trace.Other(tensor).ToArray<double>());
        if (tensor.Size == 1 && _trace.Other(tensor).Size == 1)
        {
            if (Scalar(a[0], b[0]) is { } whole)
                return Shaped(_graph.Add("Cast", [whole], ("to", (int)OnnxDataTypes.Of(tensor.DType))), tensor);
            if (a[0] != 0 && b[0] != 0 && Scalar(1 / a[0], 1 / b[0]) is { } inverse && tensor.DType.IsFloat())
            {
                return Shaped(
                    _graph.Add("Reciprocal", [_graph.Add("Cast", [inverse], ("to", (int)OnnxDataTypes.Of(tensor.DType)))]), tensor);
            }
        }
        if (tensor.Rank == 1 && a.Length > 1 && b.Length > 1 && Length(new OpenLength(a.Length, b.Length)) is { } count && IsRow(a, 0, 1)
            && IsRow(b, 0, 1))
        {
            var scalar = _graph.Add("Squeeze", [count]);
            var range = _graph.Add("Range", [_graph.Number(0, DType.Int64), scalar, _graph.Number(1, DType.Int64)]);
            return _graph.Add("Cast", [range], ("to", (int)OnnxDataTypes.Of(tensor.DType)));
        }
        return Problem(_trace.Node(tensor), "values depend on a length that is open; give the lengths in OnnxExportOptions.InputShapes");
    }

    private string Shaped(string name, Tensor tensor) =>
        _graph.Add("Reshape", [name, _graph.Wholes([.. tensor.Shape.Select(length => (long)length)])]);

    private string? Scalar(double first, double second)
    {
        var (a, b) = (Math.Round(first), Math.Round(second));
        return Math.Abs(a - first) < 1e-4 * Math.Abs(a) && Math.Abs(b - second) < 1e-4 * Math.Abs(b) && a is > 0 and < int.MaxValue
            && b is > 0 and < int.MaxValue && a != b ? Length(new OpenLength((int)a, (int)b)) : null;
    }

    private static bool IsRow(double[] values, double start, double step) => !values.Where((value, i) => value != start + i * step).Any();
}
