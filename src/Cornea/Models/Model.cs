namespace Cornea;

/// <summary>
/// Layers put together that can be trained: compile it, fit it, evaluate it, predict with it. A model is itself a layer and
/// may stand inside another. Keras: <c>keras.Model</c>.
/// </summary>
/// <remarks>
/// A model of one's own tracks its layers in the constructor with <see cref="Layer.Track{T}"/> and calls them in
/// <see cref="Layer.Call"/>. Nothing runs while it is called: training compiles the whole step, from the rows of the data to
/// the new weights, into one plan.
/// </remarks>
public abstract partial class Model : Layer
{
    private readonly StepCache _steps = new();
    private TrainingSetup? _setup;

    /// <summary>Makes a model.</summary>
    /// <param name="name">Its name; <c>sequential</c> and the like where null.</param>
    /// <param name="seed">The first weights, the order of the samples and dropout are pure functions of it.</param>
    protected Model(string? name, long seed) : base(name) => Seed = seed;

    /// <summary>
    /// The first weights, the order of the samples in each epoch and every random number of a step are pure functions of it:
    /// the same seed gives the same bits. Set it before the model is built.
    /// </summary>
    public long Seed { get; set; }

    /// <summary>The layers of the model, in order, built if the shape of the input is known.</summary>
    public IReadOnlyList<Layer> Layers
    {
        get
        {
            EnsureWeights();
            return ModelLayers;
        }
    }

    /// <summary>
    /// What moves the weights; null before
    /// <see cref="Compile(Optimizer, Loss, IReadOnlyList{Metric}?, double?, IReadOnlyList{Metric}?, CompileOptions?)"/>.
    /// </summary>
    public Optimizer? Optimizer => _setup?.Optimizer;

    /// <summary>The losses, one per output; empty before the model is compiled or where it has a step of its own.</summary>
    public IReadOnlyList<Loss?> Losses => _setup?.Losses ?? [];

    /// <summary>The metrics without sample weights, then those with, of all outputs.</summary>
    public IReadOnlyList<Metric> Metrics => _setup?.AllMetrics ?? [];

    /// <summary>Set by a callback to end the training after the running epoch (or batch, where it is set in a batch).</summary>
    public bool StopTraining { get; set; }

    /// <summary>How many training steps were run so far. The random numbers of a step are a function of the seed and this number.</summary>
    public long TrainedSteps { get; set; }

    /// <summary>The names of the outputs, which stand before metrics of models with several.</summary>
    public virtual IReadOnlyList<string> OutputNames => ModelLayers.Count > 0 ? [ModelLayers[^1].Name] : [];

    internal override bool IsModel => true;

    /// <summary>The layers without building anything.</summary>
    protected virtual IReadOnlyList<Layer> ModelLayers => Sublayers;

    /// <summary>The symbolic inputs of a functional model, or of a chain whose input shape is known; empty otherwise.</summary>
    public virtual SymbolicTensors Inputs => [];

    /// <summary>The symbolic outputs of a functional model, or of a chain whose input shape is known; empty otherwise.</summary>
    public virtual SymbolicTensors Outputs => [];

    /// <summary>
    /// The symbolic output of the model; where it is not cut out of symbolic values, what it gave when it was first called on
    /// some.
    /// </summary>
    public override SymbolicTensor Output => Outputs.Count > 0 ? Single(Outputs) : base.Output;

    /// <summary>
    /// A model of the same layers and configuration with weights of its own, not compiled. Functional models and chains can be
    /// cloned; a class of one's own overrides this. Keras: <c>keras.models.clone_model</c>.
    /// </summary>
    public override Model Clone() =>
        throw new NotSupportedException(
            $"{this} is a class of its own, whose layers cannot be told from its constructor. " +
            $"Override Clone in {GetType().Name} and make a new one.");

    internal ProgressOutput ProgressOutput { get; set; } = ProgressOutput.StandardError;

    /// <summary>
    /// The entrance of a functional model: a symbolic value of one sample's shape and a batch axis. Keras: <c>keras.Input</c>.
    /// </summary>
    /// <param name="shape">The shape of one sample, without the batch axis. <see cref="Shape.Unknown"/> for axes of any length.</param>
    /// <param name="dtype">The element type in which data enters.</param>
    /// <param name="name">The name of the layer behind it; <c>input_layer</c> and the like where null.</param>
    /// <example><code>var x = Model.Input([28, 28, 1]);</code></example>
    public static SymbolicTensor Input(Shape shape, DType dtype = DType.Float32, string? name = null) =>
        new InputLayer(shape, dtype, name).Output;

    /// <summary>A layer by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names the nearest.</exception>
    public Layer GetLayer(string name) => Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new KeyNotFoundException($"Model '{Name}' has no layer '{name}'. {Hint(name, Layers.Select(layer => layer.Name))}");

    /// <summary>A layer by its place.</summary>
    /// <param name="index">0 is the first.</param>
    public Layer GetLayer(int index) => Layers[index];

    /// <summary>Says how to train: by which optimizer, against which loss, following which metrics.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="metrics">What is followed, without sample weights.</param>
    /// <param name="lossWeight">A factor of the loss; 1 where null.</param>
    /// <param name="weightedMetrics">What is followed with sample weights and class weights.</param>
    /// <param name="options">How the steps are compiled: threads, profile.</param>
    /// <example><code>model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);</code></example>
    public void Compile(
        Optimizer optimizer,
        Loss loss,
        IReadOnlyList<Metric>? metrics = null,
        double? lossWeight = null,
        IReadOnlyList<Metric>? weightedMetrics = null,
        CompileOptions? options = null) =>
        Set(new TrainingSetup(optimizer, [loss], [lossWeight], [metrics ?? []], [weightedMetrics ?? []], null, options));

    /// <summary>Says how to train a model with several outputs.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="losses">One per output; null for an output that is not trained.</param>
    /// <param name="metrics">One list per output.</param>
    /// <param name="lossWeights">One factor per output; 1 where null.</param>
    /// <param name="weightedMetrics">One list per output.</param>
    /// <param name="options">How the steps are compiled.</param>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyList<Loss?> losses,
        IReadOnlyList<IReadOnlyList<Metric>>? metrics = null,
        IReadOnlyList<double?>? lossWeights = null,
        IReadOnlyList<IReadOnlyList<Metric>>? weightedMetrics = null,
        CompileOptions? options = null) =>
        Set(new TrainingSetup(optimizer, losses, lossWeights ?? [], metrics ?? [], weightedMetrics ?? [], null, options));

    /// <summary>Says how to train a model with several outputs, each by its name.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="losses">By output; those left out are not trained.</param>
    /// <param name="metrics">By output.</param>
    /// <param name="lossWeights">By output; 1 for those left out.</param>
    /// <param name="weightedMetrics">By output.</param>
    /// <param name="options">How the steps are compiled.</param>
    /// <exception cref="KeyNotFoundException">There is no output of a name; the message names the nearest.</exception>
    /// <example><code>model.Compile(new Adam(), new Dictionary&lt;string, Loss&gt; { ["kind"] = new CategoricalCrossentropy()
    /// });</code></example>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyDictionary<string, Loss> losses,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? metrics = null,
        IReadOnlyDictionary<string, double>? lossWeights = null,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? weightedMetrics = null,
        CompileOptions? options = null)
    {
        var names = OutputNames;
        foreach (var name in losses.Keys.Concat(metrics?.Keys ?? []).Concat(lossWeights?.Keys ?? []).Concat(weightedMetrics?.Keys ?? []))
        {
            if (!names.Contains(name))
                throw new KeyNotFoundException($"Model '{Name}' has no output '{name}'. {Hint(name, names)}");
        }
        Compile(
            optimizer, [.. names.Select(losses.GetValueOrDefault)], [.. names.Select(name => metrics?.GetValueOrDefault(name) ?? [])],
            [.. names.Select(name => lossWeights is not null && lossWeights.TryGetValue(name, out var weight) ? weight : (double?)null)],
            [.. names.Select(name => weightedMetrics?.GetValueOrDefault(name) ?? [])], options);
    }

    /// <summary>Says how to train by a step of one's own.</summary>
    /// <param name="optimizer">Moves the weights against the gradient of what the step returns; null where the step adds all
    /// updates itself.</param>
    /// <param name="step">Calls the model and returns the loss.</param>
    /// <param name="options">How the steps are compiled.</param>
    public void Compile(Optimizer? optimizer, TrainStep step, CompileOptions? options = null) =>
        Set(new TrainingSetup(optimizer, [], [], [], [], step, options));

    private protected override long OwnSeed => Seed;

    internal Tensors Run(Tensors inputs, CallContext context) => Apply(inputs, context);

    internal TrainingSetup Setup(string action) => _setup
        ?? throw new InvalidOperationException(
            $"Model '{Name}' is not compiled, so it cannot {action}. Call model.Compile(optimizer, loss, metrics) first.");

    internal TrainingSetup? SetupOrNone => _setup;

    internal StepCache Steps => _steps;

    /// <summary>Where the running training stands; null where none runs.</summary>
    internal TrainingPosition? Position { get; set; }

    private static string Hint(string name, IEnumerable<string> known) => DidYouMean.Suggest(name, known) is { } near
        ? $"Did you mean '{near}'?"
        : $"It has {string.Join(", ", known.Select(other => $"'{other}'"))}.";

    private void Set(TrainingSetup setup)
    {
        _setup = setup;
        _steps.Clear();
    }
}
