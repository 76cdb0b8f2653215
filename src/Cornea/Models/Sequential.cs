using System.Collections;

namespace Cornea;

/// <summary>A chain of layers, each fed with the output of the one before. Keras: <c>keras.Sequential</c>.</summary>
/// <remarks>
/// Its weights are made when the shape of the input is known: at once where the first layer has an <c>inputDim</c>, an
/// <c>inputShape</c> or is an <see cref="InputLayer"/>, also with axes of unknown length if no weight depends on these, else at the first
/// fit or call.
/// </remarks>
/// <example>
/// <code>
/// var model = new Sequential
/// {
///     new Dense(512, Activation.Relu, inputDim: 784),
///     new Dense(10, Activation.Softmax),
/// };
/// </code>
/// </example>
public sealed partial class Sequential : Model, IEnumerable<Layer>
{
    private readonly AutomaticNames _names = new();
    private readonly List<Layer> _layers = [];
    private readonly List<SymbolicTensors> _values = [];
    private InputLayer? _input;
    private InputLayer? _entrance;

    // How many layers there were when they were found to need a length that is not known.
    private int _probed = -1;

    /// <summary>Makes an empty chain.</summary>
    /// <param name="name">Its name; <c>sequential</c> where null.</param>
    /// <param name="seed">The first weights, the order of the samples and dropout are pure functions of it.</param>
    public Sequential(string? name = null, long seed = 0) : base(name, seed)
    {
    }

    /// <summary>Makes a chain.</summary>
    /// <param name="layers">The layers in order.</param>
    /// <param name="name">Its name; <c>sequential</c> where null.</param>
    /// <param name="seed">The first weights, the order of the samples and dropout are pure functions of it.</param>
    public Sequential(IEnumerable<Layer> layers, string? name = null, long seed = 0) : base(name, seed)
    {
        foreach (var layer in layers)
            Add(layer);
    }

    /// <summary>The entrance, where one was added; null otherwise. It is not among the layers, as in Keras.</summary>
    public InputLayer? InputLayer => _input;

    /// <inheritdoc/>
    public override SymbolicTensors Inputs => Values().Count == 0 ? [] : Entrance.Output;

    /// <inheritdoc/>
    public override SymbolicTensors Outputs => Values() is { Count: > 0 } values ? values[^1] : [];

    /// <inheritdoc/>
    protected override IReadOnlyList<Layer> ModelLayers => _layers;

    // The length of the batch axis that a file fixes, as Keras wants it of stateful layers.
    private int BatchSize => _input?.BatchSize
        ?? (_layers.Count == 0 ? Shape.Unknown : _layers[0] is Sequential inner ? inner.BatchSize : _layers[0].InputBatchSize);

    private InputLayer Entrance => _input ?? (_entrance ??= new InputLayer(SampleShape!));

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <summary>The shape of one sample as the model was told it, or null.</summary>
    public Shape? SampleShape => _input?.InputShape
        ?? (_layers.Count == 0 ? null : _layers[0] is Sequential inner ? inner.SampleShape : _layers[0].InputShape);

    /// <summary>Puts a layer at the end.</summary>
    /// <param name="layer">The layer. An <see cref="InputLayer"/> may only come first.</param>
    /// <exception cref="ArgumentException">Two layers have one name, or an InputLayer is not the first.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is InputLayer input)
        {
            if (_layers.Count > 0 || _input is not null)
            {
                throw new ArgumentException(
                    $"Sequential '{Name}' has layers already, so an InputLayer cannot be added. Put it first.", nameof(layer));
            }
            _input = input;
            if (!input.HasName)
                input.Name = "input_layer";
            return;
        }
        if (_layers.Contains(layer) || (layer.HasName && _layers.Any(other => other.Name == layer.Name)))
        {
            throw new ArgumentException(
                $"Sequential '{Name}' has a layer '{layer.Name}' already. Give each layer its own name: " +
                $"new {layer.ClassName}(..., name: \"...\").", nameof(layer));
        }
        while (!layer.HasName)
        {
            var name = _names.Next(layer.ClassName);
            if (_layers.All(other => other.Name != name))
                layer.Name = name;
        }
        _layers.Add(layer);
        Track(layer);
    }

    /// <summary>Takes the last layer off.</summary>
    /// <exception cref="InvalidOperationException">There are no layers.</exception>
    public Layer Pop()
    {
        if (_layers.Count == 0)
            throw new InvalidOperationException($"Sequential '{Name}' has no layers, so none can be taken off. Add one first.");
        var last = _layers[^1];
        _layers.RemoveAt(_layers.Count - 1);
        if (_values.Count > _layers.Count)
            _values.RemoveAt(_layers.Count);
        Untrack(last);
        return last;
    }

    /// <inheritdoc/>
    public override Sequential Clone() => Clone(Seed);

    /// <summary>A chain of the same layers and configuration with weights of its own.</summary>
    /// <param name="seed">The first weights are a pure function of it.</param>
    public Sequential Clone(long seed)
    {
        var copy = Likewise(new Sequential(seed: seed));
        foreach (var layer in _input is null ? _layers : [_input, .. _layers])
            copy.Add(Cloning.Clone(layer, this, seed));
        return copy;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (_layers.Count == 0 && _input is null)
            throw new InvalidOperationException($"Sequential '{Name}' has no layers. Add some: model.Add(new Dense(10)).");
        Tensors x = inputs.Count == 1 && SampleShape is { } sample
            ? InputRank.Fit(inputs, sample.Insert(0, Shape.Unknown), context)
            : inputs;
        if (_input is not null)
            x = _input.Apply(x, context);
        foreach (var layer in _layers)
            x = layer.Apply(x, context);
        return x;
    }

    /// <inheritdoc/>
    public IEnumerator<Layer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private protected override IReadOnlyList<Shape>? TracedInputs => SampleShape is { } sample && _layers.Count > 0
        ? [sample.Insert(0, Shape.Unknown)] : null;

    private protected override void EnsureWeights()
    {
        if (SampleShape is { } sample && _layers.Any(layer => !layer.IsBuilt) && (sample.IsKnown || TakesAnyLength(sample)))
            BuildFor([sample.Insert(0, Shape.Unknown)], Seed);
    }

    // Whether no weight depends on the axes of unknown length: a copy of the chain computes inputs of two lengths.
    private bool TakesAnyLength(Shape sample)
    {
        if (_probed == _layers.Count)
            return false;
        _probed = _layers.Count;
        try
        {
            Clone().ComputeOutputShape([sample.Insert(0, Shape.Unknown)]);
            return true;
        }
        catch (Exception exception) when (exception is ShapeException or ConfigException or ArgumentException or InvalidOperationException)
        {
            // The first call says what is wrong, or gives all lengths.
            return false;
        }
    }

    // The chain as calls on symbolic values, for cutting models out of it.
    private List<SymbolicTensors> Values()
    {
        if (SampleShape is null || _layers.Count == 0)
            return [];
        EnsureWeights();
        lock (_values)
        {
            while (_values.Count < _layers.Count)
                _values.Add(_layers[_values.Count].OnAll(_values.Count == 0 ? Entrance.Output : _values[^1]));
            return _values;
        }
    }
}
