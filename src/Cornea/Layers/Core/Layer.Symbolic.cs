namespace Cornea;

public abstract partial class Layer
{
    private List<Node> _nodes = [];
    private WeightOrigin? _unsettled;

    /// <summary>
    /// What the layer gave when it was first called on symbolic values; what a model gives at its end. From it another model
    /// can be cut: <c>new Functional(model.Inputs, model.GetLayer("block3").Output)</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was not called so yet, or has several outputs.</exception>
    public virtual SymbolicTensor Output
    {
        get
        {
            if (_nodes.Count == 0)
            {
                throw new InvalidOperationException(
                    $"{this} was not called on a symbolic value yet, so it has no Output. " +
                    "Call layer.On(Model.Input(...)), or give the model it stands in an input shape.");
            }
            return Single(_nodes[0].Outputs);
        }
    }

    internal IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The shapes of the inputs for which the weights were made; null before.</summary>
    internal IReadOnlyList<Shape>? BuiltFor { get; private set; }

    /// <summary>
    /// Calls the layer on symbolic values: notes the call, makes the weights the first time and says what will come out.
    /// Nothing is computed. Keras: <c>layer(x)</c>.
    /// </summary>
    /// <param name="inputs">One value, or several for layers that take them.</param>
    /// <returns>The one output.</returns>
    /// <exception cref="ShapeException">The inputs do not fit; the message names the layer.</exception>
    /// <exception cref="InvalidOperationException">The layer has several outputs.</exception>
    /// <example><code>var h = new Dense(64, Activation.Relu).On(x);</code></example>
    public SymbolicTensor On(params SymbolicTensors inputs) => Single(OnAll(inputs));

    /// <summary>
    /// As <see cref="On(SymbolicTensors)"/>, always or never as in training: <c>base.On(x, training: false)</c> keeps dropout
    /// and moving averages still.
    /// </summary>
    /// <param name="inputs">One value, or several for layers that take them.</param>
    /// <param name="training">How this call behaves, whatever the model does.</param>
    public SymbolicTensor On(SymbolicTensors inputs, bool training) => Single(OnAll(inputs, training));

    /// <summary>As <see cref="On(SymbolicTensors)"/>, for layers with several outputs.</summary>
    /// <param name="inputs">One value, or several for layers that take them.</param>
    public SymbolicTensors OnAll(params SymbolicTensors inputs) => OnAll(inputs, null);

    /// <summary>As <see cref="On(SymbolicTensors, bool)"/>, for layers with several outputs.</summary>
    /// <param name="inputs">One value, or several for layers that take them.</param>
    /// <param name="training">How this call behaves; as the model does where null.</param>
    public SymbolicTensors OnAll(SymbolicTensors inputs, bool? training) => OnAll(inputs, training, isReverse: false);

    /// <summary>As <see cref="OnAll(SymbolicTensors, bool?)"/>, backwards where that is said.</summary>
    internal SymbolicTensors OnAll(SymbolicTensors inputs, bool? training, bool isReverse)
    {
        if (inputs.Count == 0)
        {
            throw new ArgumentException(
                $"{this} was called on nothing. Give it at least one symbolic value, such as Model.Input([28, 28, 1]).", nameof(inputs));
        }
        var origin = new WeightOrigin(0);
        if (!IsBuilt)
            _unsettled = origin;
        var (first, second) = TraceTwice(inputs, origin, isReverse);
        return Note(
            inputs, [.. first.Zip(second, (a, b) => (ShapeTrace.Compare(a.Shape, b.Shape), a.DType))], training,
            [.. first.Zip(second, (a, b) => (a.Shape, b.Shape))], isReverse);
    }

    /// <summary>Notes a call whose outputs are known.</summary>
    private protected SymbolicTensors Note(
        SymbolicTensors inputs, IReadOnlyList<(Shape Shape, DType DType)> outputs, bool? training = null,
        IReadOnlyList<(Shape First, Shape Second)>? traced = null, bool isReverse = false)
    {
        lock (_buildLock)
        {
            var node = new Node(this, _nodes.Count, inputs, outputs, training, traced, isReverse);
            _nodes.Add(node);
            return node.Outputs;
        }
    }

    /// <summary>
    /// Gives weights that were made by <see cref="On(SymbolicTensors)"/> their place in a model: from it and the seed come
    /// their first values,
    /// unless they were read or set before.
    /// </summary>
    internal void Settle(string path, long seed)
    {
        _unsettled?.Settle(path, seed);
        _unsettled = null;
    }

    private protected SymbolicTensor Single(SymbolicTensors outputs) => outputs.Count == 1
        ? outputs[0]
        : throw new InvalidOperationException($"{this} has {outputs.Count} outputs, but one was asked for. Call OnAll or Outputs.");

    private protected void MarkBuilt() => IsBuilt = true;

    // Lengths that came out of the layers before may be too short for a deep network, or of the wrong parity, where those of a picture
    // will not be; then open lengths are put in anew.
    private (Tensors First, Tensors Second) TraceTwice(SymbolicTensors inputs, WeightOrigin origin, bool isReverse)
    {
        try
        {
            return (Trace(inputs, 0, origin, isReverse), Trace(inputs, 1, origin, isReverse));
        }
        catch (ShapeException) when (inputs.Any(input => input.Traced is not null && input.Shape.Skip(1).Contains(Shape.Unknown)))
        {
            return (Trace(inputs, 0, origin, isReverse, afresh: true), Trace(inputs, 1, origin, isReverse, afresh: true));
        }
    }

    private Tensors Trace(SymbolicTensors inputs, int probe, WeightOrigin origin, bool isReverse, bool afresh = false) =>
        Apply(ShapeTrace.Inputs(inputs, probe, afresh), new CallContext("", origin) { IsReverse = isReverse });
}
