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

    // A constant that follows from open lengths: the lengths themselves, the inverse of one, or what grows evenly along an open axis.
    private string Changing(Tensor tensor)
    {
        var (a, b) = (tensor.ToArray<double>(), _trace.Other(tensor).ToArray<double>());
        if (tensor.Size == 1 && _trace.Other(tensor).Size == 1 && a[0] != 0 && b[0] != 0 && tensor.DType.IsFloat()
            && Scalar(a[0], b[0]) is null && Scalar(1 / a[0], 1 / b[0]) is { } inverse)
        {
            return Shaped(_graph.Add("Reciprocal", [As(inverse, tensor.DType)]), tensor);
        }
        if (tensor.Shape == _trace.Other(tensor).Shape && tensor.Size <= 64 && tensor.DType != DType.Bool
            && a.Zip(b, Whole).ToArray() is var wholes && !wholes.Contains(null))
        {
            var list = wholes.Length == 1 ? wholes[0]! : _graph.Add("Concat", [.. wholes.Select(whole => whole!)], ("axis", 0));
            return Shaped(As(list, tensor.DType), tensor);
        }
        return Growing(tensor, a, b)
            ?? Problem(_trace.Node(tensor), "values depend on a length that is open; give the lengths in OnnxExportOptions.InputShapes");
    }

    private string? Whole(double first, double second)
    {
        if (first == second && first == Math.Round(first) && Math.Abs(first) < int.MaxValue)
            return _graph.Wholes((long)first);
        return first < 0 ? Scalar(-first, -second) is { } length ? _graph.Add("Neg", [length]) : null : Scalar(first, second);
    }

    // Along one open axis each element is a start and a step for each place, both the same in the two traces.
    private string? Growing(Tensor tensor, double[] first, double[] second)
    {
        var lengths = _trace.Lengths(tensor);
        var open = Enumerable.Range(0, lengths.Length).Where(axis => !lengths[axis].IsFixed).ToArray();
        if (open is [0, 1] && lengths.Length == 2 && lengths[0] == lengths[1] && IsEye(first, lengths[0].First)
            && IsEye(second, lengths[0].Second) && Length(lengths[0]) is { } side)
        {
            var numbers = Numbers(side);
            return As(_graph.Add("Equal", [_graph.Add("Unsqueeze", [numbers, _graph.Wholes(1)]),
                _graph.Add("Unsqueeze", [numbers, _graph.Wholes(0)])]), tensor.DType);
        }
        if (open is not [var axis] || lengths[axis] is not { First: > 0, Second: > 1 } length || Length(length) is not { } count)
            return null;
        var before = lengths.Take(axis).Aggregate(1, (product, one) => product * one.First);
        var behind = lengths.Skip(axis + 1).Aggregate(1, (product, one) => product * one.First);
        var (starts, steps) = (new double[before * behind], new double[before * behind]);
        for (var i = 0; i < before * behind; i++)
        {
            double At(double[] values, int along, int place) => values[(i / behind * along + place) * behind + i % behind];
            (starts[i], steps[i]) = (At(second, length.Second, 0), At(second, length.Second, 1) - At(second, length.Second, 0));
            for (var place = 0; place < length.Second; place++)
            {
                var expected = starts[i] + place * steps[i];
                if (At(second, length.Second, place) != expected || (place < length.First && At(first, length.First, place) != expected))
                    return null;
            }
        }
        Shape one = new([.. tensor.Shape.Select((each, at) => at == axis ? 1 : each)]);
        string Constant(double[] values) => _graph.Constant("constant", Tensor.From(values, one).Cast(tensor.DType).Compute());
        if (!steps.Any(step => step != 0))
            return ShapeOf(lengths) is { } shape ? _graph.Add("Expand", [Constant(starts), shape]) : null;
        if (tensor.DType == DType.Bool)
            return null;
        var places = As(Numbers(count), tensor.DType);
        if (lengths.Length > 1)
        {
            places = _graph.Add("Reshape",
                [places, _graph.Wholes([.. Enumerable.Range(0, lengths.Length).Select(at => at == axis ? -1L : 1)])]);
        }
        var grown = steps.All(step => step == 1) ? places : _graph.Add("Mul", [places, Constant(steps)]);
        return starts.All(start => start == 0) && before * behind == 1 ? grown : _graph.Add("Add", [grown, Constant(starts)]);
    }

    private static bool IsEye(double[] values, int side) => !values.Where((value, i) => value != (i / side == i % side ? 1 : 0)).Any();

    private string Shaped(string name, Tensor tensor) =>
        _graph.Add("Reshape", [name, _graph.Wholes([.. tensor.Shape.Select(length => (long)length)])]);

    private string? Scalar(double first, double second)
    {
        var (a, b) = (Math.Round(first), Math.Round(second));
        return Math.Abs(a - first) < 1e-4 * Math.Abs(a) && Math.Abs(b - second) < 1e-4 * Math.Abs(b) && a is > 0 and < int.MaxValue
            && b is > 0 and < int.MaxValue && a != b ? Length(new OpenLength((int)a, (int)b)) : null;
    }
}
