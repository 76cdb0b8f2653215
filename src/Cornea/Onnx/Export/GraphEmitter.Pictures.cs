namespace Cornea.Onnx;

internal sealed partial class GraphEmitter
{
    // Writes a node with its channels second where that is what ONNX needs, or what its operands are anyway.
    private bool TryPicture(TensorNode node)
    {
        var rank = node.Value.Rank;
        switch (node.Operation)
        {
            case "Convolution" or "ConvolutionInputGradient" or "MaximumPool" or "AveragePool" when node.Value.DType == DType.BFloat16
                && _graph.Opset < 22:
                // Older sets have them for no bfloat16; the export begins again with the newer one.
                _graph.Need(22);
                return Picture(node, node.Operation.EndsWith("Pool", StringComparison.Ordinal) ? Pooled(node) : Convolved(node));
            case "Convolution" or "ConvolutionInputGradient":
                return Picture(node, Convolved(node));
            case "MaximumPool" or "AveragePool":
                return Picture(node, Pooled(node));
            case "Concat" when rank >= 3 && node.Inputs.All(IsTurned):
                return Picture(node, _graph.Add("Concat", [.. node.Inputs.Select(Second)],
                    ("axis", PlaceSecond(node.Arguments["axis"][0], rank))));
            case "Pad" when rank >= 3 && IsTurned(node.Inputs[0]):
                return Picture(node, Padded(node, Second(node.Inputs[0]), PictureOrder.ToFirst(rank)));
            case "ReduceSum" or "ReduceMaximum" or "ReduceMinimum" when node.Inputs[0].Rank >= 3 && IsTurned(node.Inputs[0])
                && node.Arguments["axes"].SequenceEqual(Enumerable.Range(1, node.Inputs[0].Rank - 2)):
                Take(node.Value, Reduced(node, Second(node.Inputs[0]), [.. Enumerable.Range(2, node.Inputs[0].Rank - 2)]));
                return true;
            default:
                return rank >= 3 && TurnedElementwise(node);
        }
    }

    private bool Picture(TensorNode node, string name)
    {
        _channelsSecond[node.Value] = name;
        Note(node.Value, name, node.Value.Rank, axis => PlaceSecond(axis, node.Value.Rank));
        return true;
    }

    private static int PlaceSecond(int axis, int rank) => axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1;

    // Whether a picture is there with its channels second and not last.
    private bool IsTurned(Tensor tensor) => _channelsSecond.ContainsKey(tensor) && !_names.ContainsKey(tensor);

    private string Second(Tensor picture)
    {
        if (_channelsSecond.TryGetValue(picture, out var known))
            return known;
        if (_trace.IsFixed(picture))
            return _channelsSecond[picture] = _graph.Constant("picture", picture.Transpose(PictureOrder.ToFirst(picture.Rank)));
        return _channelsSecond[picture] = _graph.Add("Transpose", [Name(picture)], ("perm", PictureOrder.ToFirst(picture.Rank)));
    }

    private bool TurnedElementwise(TensorNode node)
    {
        var rank = node.Value.Rank;
        var sources = Sources(node);
        if (!sources.Any(source => source.Rank == rank && IsTurned(source))
            || sources.Any(source => source.Rank != rank && !_trace.IsFixed(source) && source.Size != 1))
        {
            return false;
        }
        if (!SameName.ContainsKey(node.Operation)
            && node.Operation is not ("Cast" or "Divide" or "NotEqual" or "Expm1" or "Log1p" or "Rsqrt"))
        {
            return false;
        }
        string[] operands = [.. sources.Select(source => source.Rank == rank ? Second(source) : Beside(source, rank))];
        return Elementwise(node, () => operands) is { } name && Picture(node, name);
    }

    // A constant that is laid beside a picture: with its channels second.
    private string Beside(Tensor source, int rank)
    {
        if (source.Size == 1 || !_trace.IsFixed(source))
            return Name(source);
        var key = (source, rank);
        if (_beside.TryGetValue(key, out var known))
            return known;
        var wide = source.Reshape(new Shape([.. Enumerable.Repeat(1, rank - source.Rank), .. source.Shape]));
        return _beside[key] = _graph.Constant(_trace.Node(source).Variable?.Name ?? "constant", wide.Transpose(PictureOrder.ToFirst(rank)));
    }

    private readonly Dictionary<(Tensor Source, int Rank), string> _beside = [];

    private string Convolved(TensorNode node)
    {
        var (x, kernel, groups) = (node.Inputs[0], node.Inputs[1], node.Arguments["groups"][0]);
        var transposed = node.Operation != "Convolution";
        var rank = x.Rank;
        // (taps..., channels / groups, filters) becomes (filters, channels / groups, taps...), for both directions.
        int[] order = [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)];
        var weights = _trace.IsFixed(kernel)
            ? _graph.Constant(_trace.Node(kernel).Variable?.Name ?? "kernel", kernel.Transpose(order))
            : _graph.Add("Transpose", [Name(kernel)], ("perm", order));
        if (!transposed)
        {
            var operation = x.DType == DType.Int8 ? "ConvInteger" : "Conv";
            return _graph.Add(operation, [Second(x), weights], [.. Window(node, x), ("group", groups)]);
        }
        // The gradient of a convolution to a given shape: what the windows do not reach at the end is zeros more.
        var (more, high) = (new int[rank - 2], node.Arguments["high"].ToArray());
        var (first, second) = (_trace.Lengths(x), _trace.Lengths(node.Value));
        for (var i = 0; i < more.Length; i++)
        {
            int Rest(int from, int to, int padding) => to - ((from - 1) * node.Arguments["strides"][i]
                + (node.Arguments["size"][i] - 1) * node.Arguments["dilations"][i] + 1 - node.Arguments["low"][i] - padding);
            var (a, b) = (Rest(first[i + 1].First, second[i + 1].First, high[i]),
                Rest(first[i + 1].Second, second[i + 1].Second, _trace.OtherNode(node.Value).Arguments["high"][i]));
            if (a != b || node.Arguments["high"][i] != _trace.OtherNode(node.Value).Arguments["high"][i])
                return Problem(node, "the lengths of a transposed convolution depend on an open length");
            more[i] = a;
            if (more[i] < 0)
                (more[i], high[i]) = (0, high[i] - more[i]);
        }
        return _graph.Add("ConvTranspose", [Second(x), weights], ("strides", node.Arguments["strides"]),
            ("dilations", node.Arguments["dilations"]),
            ("kernel_shape", node.Arguments["size"]), ("pads", node.Arguments["low"].Concat(high)), ("output_padding", more),
                ("group", groups));
    }

    private string Pooled(TensorNode node)
    {
        var x = node.Inputs[0];
        (string, object)[] window = [.. Window(node, x).Where(pair => pair.Name != "dilations")];
        return _graph.Add(node.Operation == "MaximumPool" ? "MaxPool" : "AveragePool", [Second(x)], window);
    }

    private (string Name, object Value)[] Window(TensorNode node, Tensor x)
    {
        var other = _trace.OtherNode(node.Value);
        (string, object)[] window =
            [("kernel_shape", node.Arguments["size"]), ("strides", node.Arguments["strides"]), ("dilations", node.Arguments["dilations"])];
        var lengths = _trace.Lengths(x)[1..^1];
        var open = lengths.Any(length => !length.IsFixed);
        bool IsSame(TensorNode one, Func<OpenLength, int> of) => Enumerable.Range(0, lengths.Length).All(i =>
        {
            var (stride, extent) = (one.Arguments["strides"][i], (one.Arguments["size"][i] - 1) * one.Arguments["dilations"][i] + 1);
            var outputs = (of(lengths[i]) + stride - 1) / stride;
            var total = Math.Max(0, (outputs - 1) * stride + extent - of(lengths[i]));
            return one.Arguments["low"][i] == total / 2 && one.Arguments["high"][i] == total - total / 2;
        });
        var same = open && IsSame(node, length => length.First) && IsSame(other, length => length.Second);
        var padded = node.Arguments["low"].Concat(node.Arguments["high"]).Any(pad => pad != 0);
        var changes = !node.Arguments["low"].SequenceEqual(other.Arguments["low"])
            || !node.Arguments["high"].SequenceEqual(other.Arguments["high"]);
        if (same && (padded || changes))
            return [.. window, ("auto_pad", "SAME_UPPER")];
        if (changes)
            Problem(node, "a padding depends on an open length");
        return [.. window, ("pads", node.Arguments["low"].Concat(node.Arguments["high"]))];
    }
}
