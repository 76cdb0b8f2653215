using System.Globalization;

namespace Cornea;

/// <summary>
/// A step of a model: weights, made in <see cref="Build"/> when the shape of the input is known, and a pure function of
/// the input, <see cref="Call"/>. Keras: <c>keras.layers.Layer</c>.
/// </summary>
/// <remarks>
/// A layer of one's own overrides <see cref="Build"/> and <see cref="Call"/>; sublayers it are handed to
/// <see cref="Track{T}"/> and called with <see cref="Apply(Tensors, CallContext)"/>. State changes only through
/// <see cref="CallContext.AddUpdate"/>. The first axis of every input is the batch.
/// </remarks>
/// <example>
/// <code>
/// sealed class Scale(string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype: dtype)
/// {
///     private Variable? _factor;
///     protected override void Build(IReadOnlyList&lt;Shape&gt; inputs) => _factor = AddWeight("factor", [inputs[0][^1]], new Ones());
///     public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)inputs * context.Read(_factor!);
/// }
/// </code>
/// </example>
[Configurable(ClassKind.Layer, "keras.layers")]
public abstract partial class Layer : IConfigBase
{
    private List<Weight> _ownWeights = [];
    private List<Layer> _sublayers = [];
    private string? _name;
    private bool _trainable = true;
    private (string Path, WeightOrigin Origin) _building = ("", new WeightOrigin(0));

    /// <summary>Initializes the layer.</summary>
    /// <param name="name">Its name; where null, the model that holds it names it: <c>dense</c>, <c>dense_1</c>.</param>
    /// <param name="trainable">Whether training changes its weights.</param>
    /// <param name="dtype">Its number types; <see cref="DTypePolicy.Default"/> where null.</param>
    protected Layer(string? name = null, bool trainable = true, DTypePolicy? dtype = null)
    {
        if (name is not null)
            Name = name;
        _trainable = trainable;
        DTypePolicy = dtype ?? DTypePolicy.Default;
    }

    /// <summary>The name under which Keras's files know the class, such as <c>MaxPooling2D</c>.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>The layer's name, unique within its model.</summary>
    /// <exception cref="ArgumentException">The name is empty or has a slash, which separates names in paths.</exception>
    public string Name
    {
        get => _name ?? AutomaticNames.ToSnakeCase(ClassName);
        set => _name = !string.IsNullOrWhiteSpace(value) && !value.Contains('/')
            ? value
            : throw new ArgumentException(
                $"A layer's name is not empty and has no '/', but received '{value}'. Choose another name.", nameof(value));
    }

    /// <summary>Whether training changes the weights, those of the sublayers included. Setting it sets it for them too.</summary>
    public bool Trainable
    {
        get => _trainable;
        set
        {
            _trainable = value;
            foreach (var layer in _sublayers)
                layer.Trainable = value;
        }
    }

    /// <summary>The element types of its variables and computations. Keras: <c>dtype_policy</c>.</summary>
    public DTypePolicy DTypePolicy { get; internal set; }

    /// <summary>Whether the weights exist.</summary>
    public bool IsBuilt
    {
        get => _isBuilt;
        private set => _isBuilt = value;
    }

    /// <summary>The sublayers this one, in order.</summary>
    public IReadOnlyList<Layer> Sublayers => _sublayers;

    /// <summary>All weights in Keras's order: the layer's own, first those that can be trained, then those of the sublayers.</summary>
    public IReadOnlyList<Weight> Weights
    {
        get
        {
            EnsureWeights();
            var seen = new HashSet<Variable>();
            var weights = _ownWeights.Where(weight => weight.Variable.Trainable)
                .Concat(_ownWeights.Where(weight => !weight.Variable.Trainable))
                .Concat(_sublayers.SelectMany(layer => layer.Weights));
            return [.. weights.Where(weight => seen.Add(weight.Variable))];
        }
    }

    /// <summary>The weights that training changes.</summary>
    public IReadOnlyList<Weight> TrainableWeights
    {
        get
        {
            if (!Trainable)
                return [];
            EnsureWeights();
            var frozen = new HashSet<Variable>();
            CollectFrozen(frozen);
            return [.. Weights.Where(weight => weight.Variable.Trainable && !frozen.Contains(weight.Variable))];
        }
    }

    /// <summary>The weights that training leaves alone, or changes only as a side effect: moving averages, frozen weights.</summary>
    public IReadOnlyList<Weight> NonTrainableWeights
    {
        get
        {
            var trainable = TrainableWeights.Select(weight => weight.Variable).ToHashSet();
            return [.. Weights.Where(weight => !trainable.Contains(weight.Variable))];
        }
    }

    /// <summary>Regularizer applied to the output, divided by the samples of the batch, that is added to the loss; or null.</summary>
    public Regularizer? ActivityRegularizer { get; set; }

    /// <summary>The shape of one sample, where the layer was told it: <c>inputDim</c> or <c>inputShape</c>; else null.</summary>
    public Shape? InputShape { get; internal set; }

    /// <summary>The length of the batch axis that a file of Keras fixes beside <see cref="InputShape"/>.</summary>
    internal int InputBatchSize { get; set; } = Shape.Unknown;

    /// <summary>Whether integers reach <see cref="Call"/> as they are. Otherwise they are cast to the compute type, as Keras's
    /// models do.</summary>
    protected virtual bool AcceptsIntegers => false;

    /// <summary>Whether the mask of the first input is also that of the output. Masks end at layers where it is false.</summary>
    protected virtual bool SupportsMasking => false;

    /// <summary>The seed where the layer is used on its own.</summary>
    private protected virtual long OwnSeed => 0;

    internal bool HasName => _name is not null;

    /// <summary>Whether the layer is a whole model, whose own name is left out of the paths of its weights.</summary>
    internal virtual bool IsModel => false;

    /// <summary>Whether it is an operator between layers, which counts as a node of a model but not as one of its layers.</summary>
    internal virtual bool IsOperation => false;

    /// <summary>What a file says of the shapes for which the weights were made; written again until they are.</summary>
    internal ConfigObject? SavedBuildConfig { get; set; }

    /// <summary>Whether the policy is among the keys of its configuration.</summary>
    internal virtual bool SavesPolicy => true;

    /// <summary>Whether Keras writes only the name of the policy, and not whether the layer is trained.</summary>
    internal virtual bool HasShortConfig => false;

    /// <summary>How a file describes the layer, where it is written as it was read.</summary>
    internal virtual ConfigObject? SavedForm => null;

    /// <summary>Whether a call may go from vectors back to scores.</summary>
    internal virtual bool CanReverse => false;

    ConfigObject? IConfigBase.SavedForm => SavedForm;

    ConfigObject? IConfigBase.BuildConfig => LayerConfig.BuildConfigOf(this);

    /// <summary>The output for some inputs. Pure: everything besides goes through the context.</summary>
    /// <param name="inputs">Usually one tensor, (batch, ...).</param>
    /// <param name="context">Training or not, random keys, masks; collects updates and losses.</param>
    public abstract Tensors Call(Tensors inputs, CallContext context);

    /// <summary>Makes the weights, with <see cref="AddWeight"/>.</summary>
    /// <param name="inputs">The shapes of the inputs; the batch axis is <see cref="Shape.Unknown"/>.</param>
    protected virtual void Build(IReadOnlyList<Shape> inputs)
    {
    }

    /// <summary>Which time steps of the output count; by default those of the first input where <see cref="SupportsMasking"/>.</summary>
    /// <param name="inputs">What went in.</param>
    /// <param name="outputs">What came out.</param>
    /// <param name="context">Knows the masks of the inputs.</param>
    /// <returns>(batch, steps) of bool, or null for all.</returns>
    protected virtual Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) =>
        SupportsMasking && inputs.Count > 0 ? context.MaskOf(inputs[0]) : null;

    /// <summary>Calls the layer: makes its weights the first time, casts inputs by its policy, adds activity losses and hands masks
    /// on.</summary>
    /// <param name="inputs">Usually one tensor, (batch, ...).</param>
    /// <param name="context">The context of the pass.</param>
    /// <exception cref="ShapeException">The inputs do not fit; the message names the layer.</exception>
    public Tensors Apply(Tensors inputs, CallContext context)
    {
        var given = Autocast(inputs, context);
        var around = EnterCall();
        context.Enter(this);
        try
        {
            CheckDeclaredShape(given);
            Ready([.. given.Select(input => BatchUnknown(input.Shape))], context.Path, context.Origin);
            var outputs = Rounded(Call(given, context));
            if (ActivityRegularizer is not null)
            {
                foreach (var output in outputs)
                {
                    var penalty = ActivityRegularizer.Penalty(output.Cast(DTypes.Promote(output.DType, DType.Float32)));
                    context.AddLoss(penalty / (double)Math.Max(1, output.Shape[0]));
                }
            }
            if (ComputeMask(given, outputs, context) is { } mask)
            {
                foreach (var output in outputs)
                    context.SetMask(output, mask);
            }
            context.Observer?.Invoke(this, given, outputs);
            return outputs;
        }
        catch (ShapeException exception) when (!exception.Data.Contains(nameof(Layer))
            && !exception.Message.Contains($"'{Name}'", StringComparison.Ordinal))
        {
            var shapes = string.Join(", ", given.Select(input => input.Shape));
            var named = new ShapeException($"{this} cannot be applied to inputs of shape {shapes}: {exception.Message}");
            named.Data[nameof(Layer)] = Name;
            throw named;
        }
        finally
        {
            context.Leave();
            LeaveCall(around);
        }
    }

    /// <summary>Calls the layer on its own.</summary>
    /// <param name="inputs">Usually one tensor, (batch, ...).</param>
    /// <param name="training">Whether to behave as in training, with other random numbers at each call: a function of the seed and the
    /// number of such calls before. Updates and losses are dropped.</param>
    public Tensors Apply(Tensors inputs, bool training = false) =>
        Apply(inputs, new CallContext(training, training ? NextCallKey() : null, OwnSeed));

    /// <summary>The shapes of the outputs, found by tracing <see cref="Call"/> with two batch sizes; nothing is computed. Builds the
    /// layer.</summary>
    /// <param name="inputs">The shapes of the inputs; axes of unknown length are <see cref="Shape.Unknown"/>.</param>
    public IReadOnlyList<Shape> ComputeOutputShape(params IReadOnlyList<Shape> inputs) =>
        ShapeTrace.Compare(probe => Apply(ShapeTrace.Inputs(inputs, probe), new CallContext(seed: OwnSeed)));

    /// <summary>Makes the weights now, if not already built.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="seed">The first values are a pure function of this seed, the layer's name and the weight's name; a model's own
    /// seed, else 0, where null.</param>
    public void BuildFor(IReadOnlyList<Shape> inputs, long? seed = null) =>
        Apply(ShapeTrace.Inputs(inputs, 0), new CallContext(seed: seed ?? OwnSeed));

    /// <summary>The values of all weights.</summary>
    public IReadOnlyList<Tensor> GetWeights() => [.. Weights.Select(weight => weight.Variable.ToTensor())];

    /// <summary>Gives all weights other values.</summary>
    /// <param name="values">One tensor per weight, in the order of <see cref="Weights"/>.</param>
    /// <exception cref="ShapeException">The number or the shape of the values differs.</exception>
    public void SetWeights(IReadOnlyList<Tensor> values)
    {
        var weights = Weights;
        if (!IsBuilt)
        {
            throw new InvalidOperationException(
                $"{this} has no weights yet, so they cannot be set. Give it an input shape or call it once.");
        }
        if (values.Count != weights.Count)
        {
            throw new ShapeException(
                $"{this} has {weights.Count} weights, but received {values.Count}. Give one tensor per weight, in the order of Weights.");
        }
        for (var i = 0; i < values.Count; i++)
            weights[i].Variable.Assign(values[i]);
    }

    /// <summary>How many numbers the weights hold.</summary>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    public long CountParameters()
    {
        var weights = Weights;
        return IsBuilt
            ? weights.Sum(weight => (long)weight.Variable.Shape.Size)
            : throw new InvalidOperationException(
                $"{this} has no weights yet, so they cannot be counted. Give it an input shape or call it once.");
    }

    /// <summary>Class and name, as in <c>Dense 'dense_1'</c>.</summary>
    public override string ToString() => $"{ClassName} '{Name}'";

    /// <summary>Makes a weight of the policy's variable type. To be called in <see cref="Build"/>; <see cref="Call"/> reads it by
    /// <see cref="CallContext.Read"/>.</summary>
    /// <param name="name">Its name within the layer, such as <c>kernel</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">How it gets its first values.</param>
    /// <param name="regularizer">A penalty on it that is added to the loss.</param>
    /// <param name="constraint">A constraint applied after each update.</param>
    /// <param name="trainable">Whether training changes it.</param>
    protected Variable AddWeight(
        string name, Shape shape, Initializer initializer, Regularizer? regularizer = null, Constraint? constraint = null,
        bool trainable = true)
    {
        if (!shape.IsKnown)
        {
            throw new ShapeException(
                $"{this} cannot make its weight '{name}' of shape {shape}: an axis has no length. Give the layer a full input shape.");
        }
        var type = new TensorType(shape, VariableDType(initializer));
        var variable = _building.Origin.Make(WeightOrigin.Join(_building.Path, name), type, initializer, trainable);
        _ownWeights.Add(new Weight(variable, name, regularizer, constraint));
        return variable;
    }

    /// <summary>Takes a layer inside this one into account: its weights, its name and whether it is trained.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="layer">The layer.</param>
    /// <param name="name">Its name within this layer, where it has none of its own.</param>
    protected T Track<T>(T layer, string? name = null) where T : Layer
    {
        if (name is not null && !layer.HasName)
            layer.Name = name;
        _sublayers.Add(layer);
        return layer;
    }

    /// <summary>Takes a weight of a layer inside as one of this layer's own, so that it stands among the first.</summary>
    /// <param name="weight">The weight.</param>
    protected void Track(Weight weight) => _ownWeights.Add(weight);

    /// <summary>Makes the weights of a layer inside this one while this one's are made.</summary>
    private protected void BuildInner(Layer layer, IReadOnlyList<Shape> inputs) =>
        layer.Apply(ShapeTrace.Inputs(inputs, 0), new CallContext(_building.Path, _building.Origin, isInside: true));

    /// <summary>Sets whether training changes the layer's own weights; its sublayers keep what they have.</summary>
    internal void SetOwnTrainable(bool value) => _trainable = value;

    void IConfigBase.WriteConfig(ClassEntry entry, ConfigWriter writer) => LayerConfig.Write(this, entry, writer);

    void IConfigBase.ReadConfig(ConfigReader reader) => LayerConfig.Read(this, reader);

    void IConfigBase.TakeBuildConfig(ConfigObject config) => SavedBuildConfig = config;

    internal void Untrack(Layer layer) => _sublayers.Remove(layer);

    /// <summary>Hook for models that know their input shape: makes the weights when they are asked for.</summary>
    private protected virtual void EnsureWeights()
    {
    }

    /// <summary>Does a part of this layer's work inside another's call: under its name, once its weights are there.</summary>
    internal T Within<T>(IReadOnlyList<Shape> inputs, CallContext context, Func<T> work)
    {
        context.Enter(this);
        try
        {
            Ready([.. inputs.Select(BatchUnknown)], context.Path, context.Origin);
            return work();
        }
        finally
        {
            context.Leave();
        }
    }

    // Several threads may call a model that has no weights yet: one of them makes them.
    private void Ready(IReadOnlyList<Shape> inputs, string path, WeightOrigin origin)
    {
        if (IsBuilt)
            return;
        lock (_buildLock)
        {
            if (IsBuilt)
                return;
            _building = (path, origin);
            _given = _sublayers.Count;
            BuiltFor = inputs;
            Build(inputs);
            CheckTracked();
            IsBuilt = true;
        }
    }

    private void CollectFrozen(HashSet<Variable> frozen)
    {
        if (!Trainable)
            frozen.UnionWith(Weights.Select(weight => weight.Variable));
        foreach (var layer in _sublayers)
            layer.CollectFrozen(frozen);
    }

    private static Shape BatchUnknown(Shape shape) => shape.Rank == 0 ? shape : shape.With(0, Shape.Unknown);

    private protected static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
