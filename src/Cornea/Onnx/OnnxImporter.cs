using System.Globalization;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Makes a functional model of an ONNX graph.</summary>
/// <remarks>
/// Constant nodes are computed, values that follow from shapes alone are computed with whatever reads them, and each other node becomes
/// a layer: one of Keras's where it is one (<see cref="LayerTable"/>), an <see cref="OnnxOperator"/> otherwise. Pictures are turned once,
/// where they first meet a convolution or pooling, and back where something needs ONNX's order.
/// </remarks>
internal sealed class OnnxImporter
{
    private readonly OnnxFile _file;
    // How many values constant nodes made out of few, all together: networks whose weights are ConstantOfShape have many.
    private long _folded;
    private readonly Dictionary<string, ImportedValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImportedValue.Fed> _turned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymbolicTensor> _turnedBack = new(StringComparer.Ordinal);
    private readonly HashSet<OnnxNode> _left = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, int> _weightUses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);
    private readonly List<SymbolicTensor> _inputs = [];
    private readonly OnnxImportOptions _options;
    private readonly OpenLengths _lengths;
    private TextValues? _texts;

    private OnnxImporter(OnnxFile file, OnnxImportOptions options, OpenLengths lengths) =>
        (_file, _options, _lengths, _outputs) = (file, options, lengths,
            file.Graph.Outputs.Select(output => output.Name).ToHashSet(StringComparer.Ordinal));

    // The nodes that read a value.
    private ILookup<string, OnnxNode> Readers { get; set; } = Array.Empty<OnnxNode>().ToLookup(_ => "");

    /// <summary>Imports a file.</summary>
    public static Functional Import(OnnxFile file, string name, OnnxImportOptions options)
    {
        Check(file);
        if (file.Graph.Inputs.GroupBy(input => input.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new OnnxException($"ONNX: the graph has two inputs '{twice.Key}'.");
        OnnxException? first = null;
        foreach (var lengths in OpenLengths.Tries)
        {
            try
            {
                return new OnnxImporter(file, options, lengths).Run(name);
            }
            catch (OnnxException exception) when (exception.InnerException is ShapeException or IndexOutOfRangeException)
            {
                // A length that the file leaves open may still have a limit, such as that of a table of positions.
                first ??= exception;
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException
                or KeyNotFoundException or OverflowException or NotSupportedException or InvalidCastException)
            {
                // Layers speak of what does not fit in their own words.
                throw new OnnxException($"ONNX: the network breaks the rules of its operators: {exception.Message}", inner: exception);
            }
        }
        throw first!;
    }

    /// <summary>What a name stands for.</summary>
    public ImportedValue Value(string name) => _values[name];

    /// <summary>Notes what a name stands for.</summary>
    public void Note(string name, ImportedValue value)
    {
        if (name.Length > 0)
            _values[name] = value;
    }

    /// <summary>A constant that a name stands for; null where it is none.</summary>
    public Tensor? Constant(string name) => name.Length > 0 && _values[name] is ImportedValue.Fixed value ? value.Tensor : null;

    /// <summary>A layer's name from that of a node; null where the node has none.</summary>
    public string? LayerName(OnnxNode node) => UniqueName(node.Name);

    private string? UniqueName(string given)
    {
        var name = new string([.. given.Select(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '_')]).Trim(
            '_');
        return name.Length > 0 && _names.Add(name) ? name : null;
    }

    /// <summary>A picture with its channels last, turned if need be.</summary>
    public SymbolicTensor Last(string name)
    {
        var fed = (ImportedValue.Fed)_values[name];
        if (fed.ChannelsLast)
            return fed.Symbol;
        if (!_turned.TryGetValue(name, out var turned))
            _turned[name] = turned = new ImportedValue.Fed(Turned(PictureOrder.ToLast(fed.Symbol.Rank), fed.Symbol), true);
        return turned.Symbol;
    }

    /// <summary>A value in ONNX's order, turned if need be.</summary>
    public SymbolicTensor First(string name)
    {
        var fed = (ImportedValue.Fed)_values[name];
        if (!fed.ChannelsLast)
            return fed.Symbol;
        if (!_turnedBack.TryGetValue(name, out var turned))
            _turnedBack[name] = turned = Turned(PictureOrder.ToFirst(fed.Symbol.Rank), fed.Symbol);
        return turned;
    }

    /// <summary>The shape of a value in ONNX's order.</summary>
    public static Shape OnnxShape(ImportedValue.Fed fed) => !fed.ChannelsLast ? fed.Symbol.Shape
        : new Shape([.. PictureOrder.ToFirst(fed.Symbol.Rank).Select(axis => fed.Symbol.Shape[axis])]);

    /// <summary>A constant that is known already; null where the name stands for something else, or nothing yet.</summary>
    public Tensor? KnownConstant(string name) => _values.GetValueOrDefault(name) is ImportedValue.Fixed value ? value.Tensor : null;

    /// <summary>Whether a value is an output of the graph.</summary>
    public bool IsOutput(string name) => _outputs.Contains(name);

    /// <summary>Whether a value is read at all.</summary>
    public bool IsWanted(string name) => name.Length > 0 && (IsOutput(name) || Readers[name].Any());

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<OnnxNode> ReadersOf(string name) => Readers[name];

    /// <summary>The node that alone reads a value; null where several do, or the graph gives it out.</summary>
    public OnnxNode? OnlyReader(string name) => !IsOutput(name) && Readers[name].ToArray() is [var one] ? one : null;

    /// <summary>Leaves a node out: a layer has computed it already.</summary>
    public void Leave(OnnxNode node) => _left.Add(node);

    private static SymbolicTensor Turned(int[] order, SymbolicTensor picture) =>
        new Permute(order[1..], dtype: PolicyOf(picture.DType)).On(picture);

    /// <summary>The policy under which a layer keeps a value's type; null for the usual.</summary>
    public static DTypePolicy? PolicyOf(DType dtype) => dtype.IsFloat() && dtype != DType.Float32 ? (DTypePolicy)dtype : null;

    private static void Check(OnnxFile file)
    {
        if (file.IrVersion > OnnxFile.NewestIr)
        {
            throw new OnnxException(
                $"ONNX: the file follows version {file.IrVersion} of the format, and the newest known is {OnnxFile.NewestIr}.");
        }
        if (file.Opsets.Count == 0 && file.IrVersion >= 3)
            throw new OnnxException("ONNX: the file does not say which operator set it follows (opset_import).");
        if (file.Opsets.GetValueOrDefault("") > OnnxFile.NewestOpset)
        {
            throw new OnnxException(
                $"ONNX: the file follows operator set {file.Opsets[""]}, and the newest known is {OnnxFile.NewestOpset}.");
        }
    }

    private Functional Run(string name)
    {
        var inlined = FunctionInliner.Of(
            _file.Opsets.Count > 0 ? _file : _file with { Opsets = new Dictionary<string, int> { [""] = 1 } }, _options.Limits);
        foreach (var open in _options.OpenInputs)
        {
            if (!inlined.Constants.Remove(open) || _file.Graph.Inputs.All(input => input.Name != open))
                throw new OnnxException($"ONNX: '{open}' is no input of the graph with a value that could be fed instead.");
        }
        _texts = TextValues.Of(_file.Graph, inlined.Nodes, inlined.Constants);
        foreach (var (key, tensor) in inlined.Constants)
        {
            _values[key] = new ImportedValue.Fixed(tensor.ToTensor()
                ?? throw new OnnxException($"ONNX: the tensor '{key}' is of type {tensor.Type}, which is not supported."));
        }
        foreach (var (key, value) in _options.FixedInputs)
        {
            if (!_values.TryAdd(key, new ImportedValue.Fixed(value)) || _file.Graph.Inputs.All(input => input.Name != key))
                throw new OnnxException($"ONNX: '{key}' is no input of the graph that could have a fixed value.");
        }
        foreach (var input in _file.Graph.Inputs.Where(input => !_values.ContainsKey(input.Name)))
            AddInput(input);
        if (_inputs.Count == 0)
            throw new OnnxException("ONNX: the graph has no inputs, so it is a constant and no network.");
        var nodes = NodeOrder.Sorted(inlined.Nodes, _values.Keys.ToArray(), outerIsKnown: true);
        nodes = FloatCasts.Without(nodes, _values.Where(pair => pair.Value is ImportedValue.Fed { Symbol.DType: DType.Float32 }
            or ImportedValue.Fixed { Tensor.DType: DType.Float32 }).Select(pair => pair.Key), IsOutput);
        Readers = nodes.SelectMany(node => NodeOrder.Reads(node).Select(read => (read, node))).ToLookup(
            pair => pair.read, pair => pair.node);
        CountWeights(nodes);
        // What is constant is known before the layers look at what stands behind them.
        foreach (var node in nodes.Where(node => node.Inputs.Count > 0 && !SequenceOperators.Is(node) && IsFolded(node)))
        {
            // A weight that is read elsewhere too stays one.
            if (NodeOrder.Reads(node).Any(read => _weightUses.GetValueOrDefault(read) > 1))
                continue;
            OperatorTable.Of(node);
            Fold(node, NodeOrder.Reads(node));
            _left.Add(node);
        }
        foreach (var node in nodes)
        {
            if (!_left.Contains(node))
                Import(node);
        }
        var outputs = _file.Graph.Outputs.SelectMany(Outputs).ToArray();
        if (outputs.Length == 0)
            throw new OnnxException("ONNX: the graph has no outputs.");
        return new Functional(_inputs.ToArray(), outputs.Select(output => output.Value).ToArray(), name,
            outputNames: [.. outputs.Select(output => output.Name)]);
    }

    private void AddInput(OnnxValue input)
    {
        var isText = _texts!.IsText(input.Name);
        if (isText && _texts.List.Count == 0 && !_texts.AreCompared)
        {
            throw new OnnxException($"ONNX: the input '{input.Name}' is a tensor of texts, and the file names none that could stand in it. "
                + "Export the network behind what reads the texts.");
        }
        if (input.Kind.Length > 0 || input.Axes is null || (isText ? DType.Int64 : input.Type.Kept()) is not { } dtype)
        {
            var what = input.Kind.Length > 0 ? input.Kind : input.Axes is null ? "a tensor of unknown rank" : $"a tensor of {input.Type}";
            throw new OnnxException($"ONNX: the input '{input.Name}' is {what}, which a model here cannot be fed with.");
        }
        var shape = new Shape(
            [.. input.Axes.Select(axis => axis.Length is > 0 and <= int.MaxValue ? (int)axis.Length.Value : Shape.Unknown)]);
        var symbol = InputLayer.OfBatchShape(shape, dtype, UniqueName(input.Name), _lengths.Traced(input.Axes, shape)).Output;
        _inputs.Add(symbol);
        _values.Add(input.Name, new ImportedValue.Fed(isText ? new OnnxTexts(_texts.List).On(symbol) : symbol));
    }

    private void CountWeights(IEnumerable<OnnxNode> nodes)
    {
        foreach (var node in nodes)
        {
            var names = node.Inputs
                .Where((_, i) => WeightSlots.IsWeight(node, i)).Concat(node.Subgraphs.SelectMany(graph => graph.OuterNames()));
            foreach (var name in names.Where(name => name.Length > 0).Distinct())
                _weightUses[name] = _weightUses.GetValueOrDefault(name) + 1;
        }
    }

    private void Import(OnnxNode node)
    {
        OperatorTable.Of(node);
        var reads = NodeOrder.Reads(node);
        foreach (var read in reads)
            Share(read);
        var values = reads.Select(read => _values[read]).ToArray();
        if (SequenceOperators.ListsOf(node, _lists.Contains) is { Count: > 0 } lists)
        {
            _lists.UnionWith(lists);
            foreach (var output in node.Outputs)
                Note(output, new ImportedValue.Deferred(node));
        }
        else if (values.All(value => value is ImportedValue.Fixed))
            Fold(node, reads);
        else if (node is { Operator: "SequenceLength" or "OptionalHasElement", Domain: "" })
            Note(node.Outputs[0], new ImportedValue.Shaped(node));
        else if (node is { Operator: "Shape" or "Size", Domain: "" } && KnownShape(node) is { } shape)
            Fold(node with { Inputs = [""] }, reads, shape);
        else if (IsShaped(node, values))
        {
            foreach (var output in node.Outputs)
                Note(output, new ImportedValue.Shaped(node));
        }
        else if (!LayerTable.TryPlace(new LayerCall(this, node)))
            Part(node);
    }

    // A matrix that several nodes read is one variable: a layer of its own gives it. Vectors are each node's own: exporters keep biases and
    // statistics that happen to be equal as one.
    private void Share(string name)
    {
        if (_weightUses.GetValueOrDefault(name) < 2 || _values[name] is not ImportedValue.Fixed { Tensor: var value } || value.Rank < 2
            || value.Size <= 64 || !WeightSlots.CanBeTrained(value) || Readers[name].All(IsFolded))
        {
            return;
        }
        var part = new GraphPart(Value);
        part.AddConstant(name, value, true);
        _values[name] = new ImportedValue.Fed(part.Call("Weight", [name], _inputs[0], null)[0]);
    }

    private bool IsFolded(OnnxNode node) =>
        NodeOrder.Reads(node).All(read => _values.TryGetValue(read, out var value) && value is ImportedValue.Fixed);

    private Shape? KnownShape(OnnxNode node)
    {
        return _values[node.Inputs[0]] is ImportedValue.Fed { Symbol.Shape.IsKnown: true } fed ? OnnxShape(fed) : null;
    }

    private void Fold(OnnxNode node, string[] reads, Shape? ofShape = null)
    {
        var known = reads.Where(read => _values[read] is ImportedValue.Fixed)
            .ToDictionary(read => read, read => ((ImportedValue.Fixed)_values[read]).Tensor, StringComparer.Ordinal);
        if (ofShape is not null)
        {
            known["shape of"] = Tensor.Zeros(ofShape);
            node = node with { Inputs = ["shape of"] };
        }
        var run = new GraphRun(known);
        run.Compute([node]);
        var given = known.Values.Sum(value => (long)value.Size);
        foreach (var output in node.Outputs.Where(name => name.Length > 0))
        {
            var value = run.Find(output)!;
            _folded += Math.Max(0, value.Size - 4 * given);
            if (_folded > _options.Limits.ConstantValues)
            {
                throw OperatorCall.Fault(node,
                    $"it and others make {_folded} constant values of a few, more than {_options.Limits.ConstantValues} " +
                    "(ReadLimits.ConstantValues)");
            }
            _values[output] = new ImportedValue.Fixed(value.Compute().Detach());
        }
    }

    private bool IsShaped(OnnxNode node, ImportedValue[] values) => node.Domain.Length == 0
        && (node.Operator is "Shape" or "Size"
            || (values.All(value => value is ImportedValue.Fixed or ImportedValue.Shaped)
                && !node.Inputs
                    .Where((name, i) => Constant(name) is { } value && WeightSlots.IsWeight(node, i) && WeightSlots.CanBeTrained(value)
                    && value.Size > 64).Any()));

    private void Part(OnnxNode node)
    {
        var (own, turned) = PicturePart.Prepare(this, node);
        var call = new LayerCall(this, node);
        if (node is { Operator: "Reshape", Domain: "" })
        {
            var made = own.Part.Call(node.FullOperator, own.Outputs, _inputs[0], null);
            if (ReshapingNodes.OfResult(call, made[0].Shape) is { } shaped)
                call.Place(shaped);
            else
                Place(node, made, turned);
            return;
        }
        Place(node, own.Part.Call(node.FullOperator, own.Outputs, _inputs[0], call.Name), turned);
    }

    /// <summary>Notes the outputs of a node.</summary>
    public void Place(OnnxNode node, SymbolicTensors outputs, bool channelsLast)
    {
        var next = 0;
        foreach (var name in node.Outputs.Where(name => name.Length > 0))
        {
            var symbol = outputs[next++];
            _values[name] = new ImportedValue.Fed(symbol, channelsLast && symbol.Rank >= 3);
        }
    }

    // The parts of a list are an output each.
    private IEnumerable<(string Name, SymbolicTensor Value)> Outputs(OnnxValue output)
    {
        if (!_lists.Contains(output.Name))
            return [(output.Name, Output(output))];
        var parts = Made(output);
        return Enumerable.Range(0, parts.Count).Select(i => (string.Create(CultureInfo.InvariantCulture, $"{output.Name}_{i}"), parts[i]));
    }

    private SymbolicTensor Output(OnnxValue output) =>
        _texts!.IsText(output.Name) ? new OnnxTexts(_texts.List).On(Result(output)) : Result(output);

    private SymbolicTensor Result(OnnxValue output)
    {
        if (!_values.TryGetValue(output.Name, out var value))
            throw new OnnxException($"ONNX: nothing makes the output '{output.Name}' of the graph.");
        if (value is ImportedValue.Fed { ChannelsLast: false } fed && !_inputs.Contains(fed.Symbol))
            return fed.Symbol;
        if (value is ImportedValue.Fed { ChannelsLast: true } picture)
            return Turned(PictureOrder.ToFirst(picture.Symbol.Rank), picture.Symbol);
        return Made(output)[0];
    }

    private SymbolicTensors Made(OnnxValue output)
    {
        var part = new GraphPart(Value);
        var made = string.Create(CultureInfo.InvariantCulture, $"{output.Name} output");
        part.Add(new OnnxNode("Identity", "", [output.Name], [made], new Dictionary<string, OnnxAttribute>()) { Opset = 13 });
        return part.Call("Identity", [made], _inputs[0], null);
    }
}
