namespace Cornea;

public abstract partial class Model
{
    private Trainer? _trainer;

    /// <summary>What trains the model, evaluates and predicts with it.</summary>
    public Trainer Trainer => _trainer ?? Interlocked.CompareExchange(ref _trainer, new Trainer(this), null) ?? _trainer;

    /// <summary>
    /// What moves the weights; null before
    /// Compile.
    /// </summary>
    public Optimizer? Optimizer => Trainer.Optimizer;

    /// <summary>The losses, one per output; empty before the model is compiled or where it has a step of its own.</summary>
    public IReadOnlyList<Loss?> Losses => Trainer.Setup?.Losses ?? [];

    /// <summary>The metrics without sample weights, then those with, of all outputs.</summary>
    public IReadOnlyList<Metric> Metrics => Trainer.Setup?.AllMetrics ?? [];

    /// <summary>Set by a callback to end the training after the running epoch (or batch, where it is set in a batch).</summary>
    public bool StopTraining
    {
        get => Trainer.StopTraining;
        set => Trainer.StopTraining = value;
    }

    /// <summary>How many training steps were run so far. The random numbers of a step are a function of the seed and this number.</summary>
    public long TrainedSteps
    {
        get => Trainer.TrainedSteps;
        set => Trainer.TrainedSteps = value;
    }

    /// <summary>Called with each warning of a run; where null they are written to the standard error.</summary>
    public Action<TrainingWarning>? Warned
    {
        get => Trainer.Warned;
        set => Trainer.Warned = value;
    }

    /// <summary>
    /// The steps that were compiled and are kept, the last used at the end. Print one to see its kernels; compiled with
    /// <see cref="CompileOptions.Profile"/> they show their times.
    /// </summary>
    public IReadOnlyList<CompiledFunction> CompiledSteps => Trainer.CompiledSteps;

    /// <summary>Configures the model for training: by which optimizer, against which loss, with which metrics.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="loss">Loss function to minimize.</param>
    /// <param name="metrics">Metrics to evaluate during training and testing, without sample weights. An object that another model counts
    /// with is copied: each model has a state of its own.</param>
    /// <param name="lossWeight">A factor of the loss; 1 where null.</param>
    /// <param name="weightedMetrics">Metrics to evaluate with sample weights and class weights.</param>
    /// <param name="options">How the steps are compiled: threads, profile.</param>
    /// <param name="step">Puts the parts of a training step together, see <see cref="TrainingStep"/>; the usual way where null.</param>
    /// <exception cref="InvalidOperationException">The model is being fitted.</exception>
    /// <example><code>model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);</code></example>
    public void Compile(
        Optimizer optimizer,
        Loss loss,
        IReadOnlyList<Metric>? metrics = null,
        double? lossWeight = null,
        IReadOnlyList<Metric>? weightedMetrics = null,
        CompileOptions? options = null,
        Action<TrainingStep>? step = null) =>
        Trainer.Set(new TrainingSetup(this, optimizer, [loss], [lossWeight], [metrics ?? []], [weightedMetrics ?? []], step, null,
            options));

    /// <summary>Configures a model with several outputs.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="losses">One per output; null for an output that is not trained.</param>
    /// <param name="metrics">One list per output.</param>
    /// <param name="lossWeights">One factor per output; 1 where null.</param>
    /// <param name="weightedMetrics">One list per output.</param>
    /// <param name="options">How the steps are compiled.</param>
    /// <param name="step">Puts the parts of a training step together, see <see cref="TrainingStep"/>; the usual way where null.</param>
    /// <exception cref="InvalidOperationException">The model is being fitted.</exception>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyList<Loss?> losses,
        IReadOnlyList<IReadOnlyList<Metric>>? metrics = null,
        IReadOnlyList<double?>? lossWeights = null,
        IReadOnlyList<IReadOnlyList<Metric>>? weightedMetrics = null,
        CompileOptions? options = null,
        Action<TrainingStep>? step = null) =>
        Trainer.Set(
            new TrainingSetup(this, optimizer, losses, lossWeights ?? [], metrics ?? [], weightedMetrics ?? [], step, null, options));

    /// <summary>Configures a model with several outputs, each by its name.</summary>
    /// <param name="optimizer">Moves the weights.</param>
    /// <param name="losses">By output; those left out are not trained.</param>
    /// <param name="metrics">By output.</param>
    /// <param name="lossWeights">By output; 1 for those left out.</param>
    /// <param name="weightedMetrics">By output.</param>
    /// <param name="options">How the steps are compiled.</param>
    /// <param name="step">Puts the parts of a training step together, see <see cref="TrainingStep"/>; the usual way where null.</param>
    /// <exception cref="KeyNotFoundException">There is no output of a name; the message names the nearest.</exception>
    /// <exception cref="InvalidOperationException">The model is being fitted.</exception>
    /// <example><code>model.Compile(new Adam(), new Dictionary&lt;string, Loss&gt; { ["kind"] = new CategoricalCrossentropy()
    /// });</code></example>
    public void Compile(
        Optimizer optimizer,
        IReadOnlyDictionary<string, Loss> losses,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? metrics = null,
        IReadOnlyDictionary<string, double>? lossWeights = null,
        IReadOnlyDictionary<string, IReadOnlyList<Metric>>? weightedMetrics = null,
        CompileOptions? options = null,
        Action<TrainingStep>? step = null)
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
            [.. names.Select(name => weightedMetrics?.GetValueOrDefault(name) ?? [])], options, step);
    }

    /// <summary>Configures the model for training by a loss computed by a function of one's own.</summary>
    /// <param name="optimizer">Moves the weights against the gradient of what the step returns; null where the step adds all
    /// updates itself.</param>
    /// <param name="step">Calls the model and returns the loss.</param>
    /// <param name="options">How the steps are compiled.</param>
    public void Compile(Optimizer? optimizer, TrainStep step, CompileOptions? options = null) =>
        Trainer.Set(new TrainingSetup(this, optimizer, [], [], [], [], null, step, options));
}
