namespace Cornea;

/// <summary>
/// All that a layer's call may know or leave behind besides its inputs and output: whether it is training, random keys,
/// masks, updates of variables and extra losses. One context serves one pass through a model.
/// </summary>
/// <remarks>Nothing happens while a context collects: whoever made it puts the updates into a compiled function.</remarks>
public sealed class CallContext
{
    private readonly Dictionary<Variable, Tensor> _pending = [];
    private readonly List<Variable> _order = [];
    private readonly List<Tensor> _losses = [];
    private readonly Dictionary<Tensor, Tensor> _masks = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _path = [];
    private readonly List<Layer> _entered = [];
    private readonly RandomKey _key;
    private readonly bool _startsAtLayer;
    private readonly Dictionary<long, int> _seeded = [];
    private int _streams;

    /// <summary>Makes a context.</summary>
    /// <param name="training">Whether layers behave as in training: dropout drops, batch normalization uses the batch.</param>
    /// <param name="key">The source of random numbers; that of seed 0 when null.</param>
    /// <param name="seed">The seed from which layers that are built during the pass get their first weights.</param>
    public CallContext(bool training = false, RandomKey? key = null, long seed = 0)
    {
        Training = training;
        Seed = seed;
        Origin = new WeightOrigin(seed);
        _key = key ?? RandomKey.From(0);
    }

    /// <summary>
    /// A context for making weights: paths begin with a given one, and the layer that is called is not named in them where it
    /// is empty, unless it is inside the one whose weights are made.
    /// </summary>
    internal CallContext(string path, WeightOrigin origin, bool isInside = false)
    {
        _path.Add(path);
        _startsAtLayer = path.Length == 0 && !isInside;
        Origin = origin;
        _key = RandomKey.From(0);
    }

    /// <summary>Whether layers behave as in training.</summary>
    public bool Training { get; private set; }

    /// <summary>The seed of the first weights of layers that are built during this pass.</summary>
    public long Seed { get; }

    /// <summary>The updates collected so far, one per variable.</summary>
    public IReadOnlyList<Update> Updates => UpdatesSoFar();

    // An array, over which loops need no code that is compiled at each start.
    internal Update[] UpdatesSoFar()
    {
        var updates = new Update[_order.Count];
        for (var i = 0; i < updates.Length; i++)
            updates[i] = new Update(_order[i], _pending[_order[i]]);
        return updates;
    }

    /// <summary>The losses collected so far, one number each.</summary>
    public IReadOnlyList<Tensor> Losses => _losses;

    /// <summary>Called after each layer with its inputs and outputs, inner layers first; null for nobody.</summary>
    public Action<Layer, Tensors, Tensors>? Observer { get; init; }

    /// <summary>Whether a layer behaves as in training: the pass is one, and the layer is trained by it. Batch normalization asks so, as a
    /// frozen one keeps its moving averages.</summary>
    /// <param name="layer">The layer that asks.</param>
    public bool IsTraining(Layer layer) => Training && (IsTrained?.Invoke(layer) ?? layer.Trainable);

    /// <summary>What a model was compiled to train, where that decides.</summary>
    internal Func<Layer, bool>? IsTrained { get; init; }

    /// <summary>The mean of a value over all shards of the batch, each by its share of the samples, where processes train together; the
    /// value itself where the batch is not cut. A layer that normalizes by the whole batch asks so. Its gradient is
    /// the mean of the gradients.</summary>
    /// <param name="value">A value that is a mean over this shard's samples; a few numbers, as it is sent to all processes.</param>
    public Tensor MeanOverShards(Tensor value) => OverShards?.Invoke(value) ?? value;

    /// <summary>How a mean over all shards is taken; null where the batch is not cut.</summary>
    internal Func<Tensor, Tensor>? OverShards { get; init; }

    /// <summary>Takes the variables that layers read which are not frozen, where somebody wants to know; null elsewhere.</summary>
    internal ISet<Variable>? Reads { get; init; }

    internal WeightOrigin Origin { get; }

    /// <summary>Whether the embedding that is called goes backwards, from vectors to scores.</summary>
    internal bool IsReverse { get; set; }

    /// <summary>Calls a layer as a node says: as in training or not, whatever the pass is, and backwards or not.</summary>
    internal Tensors Call(Node node, Tensors inputs)
    {
        var (around, isReverse) = (Training, IsReverse);
        (Training, IsReverse) = (node.Training ?? Training, node.IsReverse);
        try
        {
            return node.Layer.Apply(inputs, this);
        }
        finally
        {
            (Training, IsReverse) = (around, isReverse);
        }
    }

    internal string Path => string.Join('/', _path.Where(name => name.Length > 0));

    /// <summary>A key that no other call in this pass gets: other random numbers each time.</summary>
    public RandomKey NextKey() => _key.Stream(_streams++);

    /// <summary>
    /// As <see cref="NextKey()"/>; for a layer with a seed of its own the random numbers of a pass follow from that seed and the layer's
    /// name, whatever other layers draw before it.
    /// </summary>
    /// <param name="seed">The layer's seed, or null.</param>
    public RandomKey NextKey(int? seed)
    {
        if (seed is not { } own)
            return NextKey();
        var number = SeedMixing.Mix(own, Path);
        var count = _seeded.GetValueOrDefault(number);
        _seeded[number] = count + 1;
        return _key.Stream(unchecked((int)(number ^ (number >> 32)))).Stream(count);
    }

    /// <summary>Says what a variable shall hold after the run. A later update of the same variable replaces this one.</summary>
    /// <param name="update">The variable and its next value, which is cast to the variable's type.</param>
    public void AddUpdate(Update update)
    {
        if (!_pending.ContainsKey(update.Target))
            _order.Add(update.Target);
        _pending[update.Target] = update.Value.Cast(update.Target.DType);
    }

    /// <summary>
    /// What a variable holds at this point of the pass: its last update, else its value. A layer that is called twice in one
    /// pass reads its state so and thereby continues from its first call.
    /// </summary>
    /// <remarks>
    /// A floating value comes in the compute type of the layer whose call is running: under <c>mixed_float16</c> a float32 weight is
    /// read as float16, and its gradient is float32.
    /// </remarks>
    /// <param name="variable">The variable.</param>
    /// <param name="autocast">False for the value in the variable's own type, as for moving averages.</param>
    public Tensor Read(Variable variable, bool autocast = true)
    {
        if (_entered.Count == 0 || _entered[^1].Trainable)
            Reads?.Add(variable);
        var value = _pending.TryGetValue(variable, out var updated) ? updated : variable.Value;
        return autocast && _entered.Count > 0 ? _entered[^1].Autocast(value) : value;
    }

    /// <summary>Adds a number to the loss of the model.</summary>
    /// <param name="loss">One number.</param>
    /// <exception cref="ShapeException">It is not one number.</exception>
    public void AddLoss(Tensor loss)
    {
        if (loss.Size != 1)
            throw new ShapeException($"AddLoss expects one number, but received shape {loss.Shape}. Reduce it first, as in loss.Sum().");
        _losses.Add(loss.Reshape(Shape.Scalar));
    }

    /// <summary>Which time steps of a tensor count: true where they do, (batch, steps); null where all do.</summary>
    /// <param name="tensor">An input of a layer.</param>
    public Tensor? MaskOf(Tensor tensor) => _masks.GetValueOrDefault(tensor);

    /// <summary>Says which time steps of a tensor count.</summary>
    /// <param name="tensor">A tensor.</param>
    /// <param name="mask">True where they count, (batch, steps); null where all do.</param>
    public void SetMask(Tensor tensor, Tensor? mask)
    {
        if (mask is null)
            _masks.Remove(tensor);
        else
            _masks[tensor] = mask;
    }

    // The outermost model's own name is left out, so that first weights do not depend on what a model is called.
    internal void Enter(Layer layer)
    {
        _entered.Add(layer);
        _path.Add((layer.IsModel && _path.Count == 0) || (_startsAtLayer && _path.Count == 1) ? "" : layer.Name);
    }

    internal void Leave()
    {
        _entered.RemoveAt(_entered.Count - 1);
        _path.RemoveAt(_path.Count - 1);
    }
}
