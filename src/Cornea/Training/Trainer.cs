namespace Cornea.Training;

/// <summary>
/// Trains a model: has the loop, the position, the compiled steps and the counters that random numbers depend on. Each model has one,
/// <see cref="Model.Trainer"/>; <see cref="Model"/>'s Compile, Fit, Evaluate and Predict are its work.
/// </summary>
/// <remarks>
/// Several threads may evaluate and predict at once, also while one trains: steps wait for each other, and each run accumulates its own
/// metrics. To predict on several threads side by side, prepare a <see cref="Predictor"/> for each.
/// </remarks>
public sealed class Trainer
{
    private MetricSession? _session; // of the training that runs or ran last
    private bool _isRunning;
    private MetricSession? _trainedOnBatch;
    private MetricSession? _testedOnBatch;
    private TrainingState? _pending;

    internal Trainer(Model model) => Model = model;

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The optimizer; null before the model is compiled, or where it was compiled without.</summary>
    public Optimizer? Optimizer => Setup?.Optimizer;

    /// <summary>How many training steps were run so far. The random numbers of a step are a function of the seed and this number.</summary>
    public long TrainedSteps { get; set; }

    /// <summary>Set by a callback to end the training after the running epoch (or batch, where it is set in a batch).</summary>
    public bool StopTraining { get; set; }

    /// <summary>Where the running training stands, or the last one ended; null before the first.</summary>
    public TrainingPosition? Position { get; private set; }

    /// <summary>Where progress and messages of callbacks are written: the standard error, unless it is set.</summary>
    public ProgressOutput Output { get; set; } = ProgressOutput.StandardError;

    /// <summary>Called with each warning of a run; where null they are written to <see cref="Output"/>.</summary>
    public Action<TrainingWarning>? Warned { get; set; }

    /// <summary>Whether the loss of the epoch so far is a finite number; a look at memory, no computation.</summary>
    public bool LossIsFinite
    {
        get
        {
            if (Setup is not { } setup)
                return true;
            lock (Gate)
            {
                setup.Enter(_session);
                return setup.LossIsFinite;
            }
        }
    }

    /// <summary>
    /// The steps that were compiled and are kept, the last used at the end. Print one to see its kernels; compiled with
    /// <see cref="CompileOptions.Profile"/> they show their times.
    /// </summary>
    public IReadOnlyList<CompiledFunction> CompiledSteps
    {
        get
        {
            lock (Gate)
            {
                return Steps.Functions;
            }
        }
    }

    /// <summary>Held by whoever traces the model, runs a step or touches accumulators.</summary>
    internal Lock Gate { get; } = new();

    internal StepCache Steps { get; } = new();

    internal TrainingSetup? Setup { get; private set; }

    /// <summary>Tells of something that is probably a mistake.</summary>
    /// <param name="warning">What.</param>
    public void Warn(TrainingWarning warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        if (Warned is { } warned)
            warned(warning);
        else
            Output.Writer.WriteLine("Warning: " + warning.Message);
    }

    /// <summary>
    /// All that a training needs to go on: weights, optimizer, metrics, counters, position, the states of callbacks and layers, and the
    /// history. In a callback it is best taken in <see cref="Callback.OnPositionReached"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model is not compiled, or its weights do not exist yet.</exception>
    public TrainingState GetState()
    {
        lock (Gate)
        {
            RequireSetup("be kept").Enter(_session);
            return TrainingState.Of(this);
        }
    }

    /// <summary>
    /// Brings the training to where another stood. In a callback's <see cref="Callback.OnTrainBegin"/> the running Fit goes on from there;
    /// otherwise the weights, the optimizer and the counters are set at once, and the next Fit, with the same data and batch size, goes on
    /// from there to its last epoch: it ends with the same bits as a training that was never interrupted.
    /// </summary>
    /// <param name="state">What <see cref="GetState"/> gave.</param>
    /// <exception cref="InvalidOperationException">The state is of another training; the message lists all differences.</exception>
    public void SetState(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        RequireSetup("be brought to another state");
        if (_isRunning)
        {
            Check(state);
            Position!.Resume = state;
            return;
        }
        // Asking for the weights makes them, where the shape of the input is known.
        if (Model.Weights.Count > 0 || Model.IsBuilt)
        {
            Refuse(state.DifferencesOf(this));
            lock (Gate)
            {
                state.RestoreModel(this);
            }
        }
        _pending = state;
    }

    internal TrainingSetup RequireSetup(string action) => Setup
        ?? throw new InvalidOperationException(
            $"Model '{Model.Name}' is not compiled, so it cannot {action}. " +
            (WhyNotCompiled is { } why ? $"The file it was loaded from says how in a way that is not known here: {why} " : "") +
            "Call model.Compile(optimizer, loss, metrics) first.");

    /// <summary>Why a loaded model was not compiled as its file says; null where nothing went wrong.</summary>
    internal string? WhyNotCompiled { get; set; }

    /// <summary>Runs a step that predicts and copies its outputs.</summary>
    /// <param name="load">Finds the step and writes its inputs.</param>
    internal IReadOnlyList<Tensor> Predict(Func<CompiledFunction> load)
    {
        lock (Gate)
        {
            var function = load();
            function.Run();
            return [.. function.Outputs.Select((output, i) => Tensor.Create(output.Type, bytes => function.OutputBytes(i).CopyTo(bytes)))];
        }
    }

    /// <summary>Runs one step on one batch, in accumulators of its kind of call.</summary>
    internal EvaluationResult OnBatch(StepKind kind, TrainingData data, bool resetMetrics)
    {
        lock (Gate)
        {
            var setup = RequireSetup("be trained");
            var session = kind == StepKind.Train ? _trainedOnBatch ??= new MetricSession() : _testedOnBatch ??= new MetricSession();
            var function = Steps.Copied(kind, this, data.Types(data.Count));
            setup.Enter(session);
            if (resetMetrics)
                setup.ResetAccumulators();
            InputCopy.Write(data, 0, data.Count, function);
            if (kind == StepKind.Train)
                function.Input<long>(function.Inputs.Count - 1)[0] = SeedMixing.Mix(Model.Seed, TrainedSteps++);
            function.Run();
            var (names, values) = new MetricReader(this, session).Read();
            return EvaluationResult.Of(Model, names, values);
        }
    }

    internal void Set(TrainingSetup setup)
    {
        // The running steps would go on with the optimizer and loss of before, and their figures would be those of nothing.
        if (_isRunning)
        {
            throw new InvalidOperationException(
                $"Model '{Model.Name}' is being fitted, so it cannot be compiled. Call Compile after Fit, which a callback ends by " +
                "StopTraining, or change the optimizer's learning rate instead.");
        }
        lock (Gate)
        {
            (Setup, _session, _trainedOnBatch, _testedOnBatch) = (setup, null, null, null);
            Steps.Clear();
        }
    }

    /// <summary>A training begins.</summary>
    internal void Begin(TrainingPosition position, MetricSession session) =>
        (StopTraining, Position, _session, _isRunning) = (false, position, session, true);

    /// <summary>The step of the training is compiled: a state that was set before Fit can be looked at.</summary>
    internal void ResumePending()
    {
        if (_pending is not { } state)
            return;
        _pending = null;
        Check(state);
        Position!.Resume = state;
    }

    internal void End() => _isRunning = false;

    internal void Restore(TrainingState state)
    {
        lock (Gate)
        {
            RequireSetup("be resumed").Enter(_session);
            state.Restore(this, Position!);
        }
    }

    private void Check(TrainingState state) => Refuse(state.Differences(this));

    private static void Refuse(IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new InvalidOperationException(
                $"The state is of another training: {string.Join("; ", differences)}. Fit the same model on the same data with the same " +
                "batch size and callbacks.");
        }
    }
}
