namespace Cornea;

/// <summary>
/// A model cut out of calls of layers on symbolic values: with any number of inputs and outputs, branches, shared layers and
/// models inside. Keras: <c>keras.Model(inputs, outputs)</c>, class name <c>Functional</c>.
/// </summary>
/// <remarks>
/// The inputs may also be values in the middle of another model, and the outputs any values that follow from them, so parts
/// of a model are models of their own that share its weights.
/// </remarks>
/// <example>
/// <code>
/// var image = Model.Input([28, 28, 1]);
/// var features = new Flatten().On(image);
/// var h = new Dense(64, Activation.Relu).On(features);
/// var model = new Functional(image, new Dense(10, Activation.Softmax).On(new Concatenate().On(features, h)));
/// </code>
/// </example>
public sealed partial class Functional : Model
{
    private readonly FunctionalGraph _graph;
    private readonly Dictionary<SymbolicTensor, SymbolicTensor> _entrances = [];
    private readonly string[] _outputNames;
    private readonly bool _hasOperations;
    private readonly bool _outputsAreNamed;

    internal override bool SavesPolicy => false;

    /// <summary>Makes a model.</summary>
    /// <param name="inputs">Where it begins.</param>
    /// <param name="outputs">Where it ends.</param>
    /// <param name="name">Its name; <c>functional</c> where null.</param>
    /// <param name="seed">The first weights of layers that are in no other model yet, the order of the samples and dropout are
    /// pure functions of it.</param>
    /// <param name="outputNames">The names of the outputs; those of their layers where null.</param>
    /// <exception cref="ArgumentException">The outputs need other inputs than those given, or two layers have one name.</exception>
    public Functional(
        SymbolicTensors inputs, SymbolicTensors outputs, string? name = null, long seed = 0, IReadOnlyList<string>? outputNames = null)
        : base(name, seed)
    {
        if (inputs.Count == 0 || outputs.Count == 0)
        {
            throw new ArgumentException(
                $"Functional '{Name}' needs at least one input and one output, but received {inputs.Count} and {outputs.Count}. " +
                "Pass Model.Input(...) and what layers made of it.");
        }
        if (inputs.Distinct().Count() < inputs.Count)
            throw new ArgumentException($"Functional '{Name}' received one input twice. Name each once.", nameof(inputs));
        if (outputNames is not null && outputNames.Count != outputs.Count)
        {
            throw new ArgumentException(
                $"Functional '{Name}' has {outputs.Count} outputs, but received {outputNames.Count} names for them. Give one per output.",
                nameof(outputNames));
        }
        (GraphInputs, GraphOutputs) = (inputs, outputs);
        _graph = new FunctionalGraph(Name, inputs, outputs);
        foreach (var input in inputs.Where(input => input.Node.Inputs.Count > 0))
            _entrances[input] = new InputLayer(input.Shape[1..], input.DType).Output;
        Layer[] layers = [.. _entrances.Values.Select(entrance => entrance.Layer), .. _graph.Layers];
        NameAll(layers);
        foreach (var layer in layers)
        {
            layer.Settle(layer.Name, seed);
            Track(layer);
        }
        _hasOperations = layers.Any(layer => layer.IsOperation);
        _outputsAreNamed = outputNames is not null;
        _outputNames = outputNames is null ? Unique(outputs) : [.. outputNames];
        MarkBuilt();
    }

    /// <inheritdoc/>
    public override SymbolicTensors Inputs => GraphInputs;

    /// <inheritdoc/>
    public override SymbolicTensors Outputs => GraphOutputs;

    /// <summary>The names of the input layers, in order.</summary>
    public IReadOnlyList<string> InputNames => [.. GraphInputs.Select(input => Seen(input).Layer.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => _outputNames;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<Layer> ModelLayers => _hasOperations ? [.. Sublayers.Where(layer => !layer.IsOperation)] : Sublayers;

    private protected override IReadOnlyList<Layer> SummaryLayers => Sublayers;

    /// <summary>The calls in the order in which they are made.</summary>
    internal IReadOnlyList<Node> Calls => _graph.Nodes;

    private protected override bool IsChain => _graph.IsChain && _entrances.Count == 0;

    private protected override IReadOnlyList<Shape>? TracedInputs => [.. GraphInputs.Select(input => input.Shape)];

    private SymbolicTensors GraphInputs { get; }

    private SymbolicTensors GraphOutputs { get; }

    /// <inheritdoc/>
    public override Functional Clone() => Clone(Seed);

    /// <summary>A model of the same layers and configuration with weights of its own.</summary>
    /// <param name="seed">The first weights are a pure function of it.</param>
    public Functional Clone(long seed)
    {
        var layers = new Dictionary<Layer, Layer>();
        var values = GraphInputs.ToDictionary(input => input, input => Seen(input).Layer.Clone().Output);
        foreach (var node in _graph.Nodes.Where(node => !node.Outputs.Any(values.ContainsKey)))
        {
            if (!layers.TryGetValue(node.Layer, out var layer))
                layers[node.Layer] = layer = Cloning.Clone(node.Layer, this, seed);
            var outputs = layer.OnAll(node.Inputs.Select(input => values[input]).ToArray(), node.Training, node.IsReverse);
            for (var i = 0; i < outputs.Count; i++)
                values[node.Outputs[i]] = outputs[i];
        }
        return Likewise(new Functional(
            GraphInputs.Select(input => values[input]).ToArray(), GraphOutputs.Select(output => values[output]).ToArray(), seed: seed,
            outputNames: _outputsAreNamed ? _outputNames : null));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count != GraphInputs.Count)
        {
            throw new ShapeException(
                $"{this} has {GraphInputs.Count} inputs ({string.Join(", ", InputNames)}), but received {inputs.Count}. " +
                "Give one tensor per input, in that order.");
        }
        var values = new Dictionary<SymbolicTensor, Tensor>();
        for (var i = 0; i < inputs.Count; i++)
            values[GraphInputs[i]] = Entered(inputs[i], GraphInputs[i], context);
        foreach (var node in _graph.Nodes)
        {
            if (node.Outputs.All(values.ContainsKey))
                continue;
            var needs = node.Inputs.Select(input => values[input]).ToArray();
            var outputs = context.Call(node, needs);
            for (var i = 0; i < node.Outputs.Count; i++)
                values.TryAdd(node.Outputs[i], outputs[i]);
        }
        return GraphOutputs.Select(output => values[output]).ToArray();
    }

    private protected override string? ConnectionsOf(Layer layer)
    {
        var inside = Calls.ToHashSet();
        var names = layer.Nodes.Where(inside.Contains).SelectMany(GivenTo).SelectMany(MaskedInput.Parts).Select(Seen)
            .Select(input => FormattableString.Invariant($"{input.Layer.Name}[{input.Node.Index}][{input.Index}]"));
        return string.Join(", ", names) is { Length: > 0 } text ? text : null;
    }

    private static IEnumerable<SymbolicTensor> GivenTo(Node node) =>
        KeyIsValue(node) ? [node.Inputs[0], node.Inputs[1], node.Inputs[3]] : node.Inputs;

    // The key of an attention with a mask stands among its inputs also where it was not given.
    private static bool KeyIsValue(Node node) => node.Layer is ProjectedAttention && node.Inputs.Count == 4
        && ReferenceEquals(MaskedInput.Bare(node.Inputs[1]), MaskedInput.Bare(node.Inputs[2]));

    private Tensor Entered(Tensor given, SymbolicTensor input, CallContext context)
    {
        var fitted = InputRank.Fit(given, input.Shape, context);
        return Seen(input).Layer.Apply(fitted, context);
    }

    // What stands for a value in this model: values of another model enter through layers of their own.
    internal SymbolicTensor Seen(SymbolicTensor value) => _entrances.GetValueOrDefault(value, value);

    private void NameAll(Layer[] layers)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(layer => layer.HasName))
        {
            if (!names.Add(layer.Name))
            {
                throw new ArgumentException(
                    $"Functional '{Name}' has two layers '{layer.Name}'. Give each layer its own name: " +
                    $"new {layer.ClassName}(..., name: \"...\").");
            }
        }
        var automatic = new AutomaticNames();
        foreach (var layer in layers.Where(layer => !layer.HasName).OrderBy(layer => layer.Nodes[0].Order))
        {
            var name = automatic.Next(layer.ClassName);
            while (!names.Add(name))
                name = automatic.Next(layer.ClassName);
            layer.Name = name;
        }
    }

    private string[] Unique(SymbolicTensors outputs)
    {
        var names = new List<string>();
        foreach (var output in outputs)
        {
            var name = Seen(output).Layer.Name;
            var free = name;
            for (var i = 1; names.Contains(free); i++)
                free = FormattableString.Invariant($"{name}_{i}");
            names.Add(free);
        }
        return [.. names];
    }
}
