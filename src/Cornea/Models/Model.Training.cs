namespace Cornea;

public abstract partial class Model
{
    /// <summary>Called with each warning of a run; where null they are written to the standard error.</summary>
    public Action<TrainingWarning>? Warned { get; set; }

    /// <summary>
    /// The steps that were compiled and are kept, the last used at the end. Print one to see its kernels; compiled with
    /// <see cref="CompileOptions.Profile"/> they show their times.
    /// </summary>
    public IReadOnlyList<CompiledFunction> CompiledSteps => Steps.Functions;

    /// <summary>Trains the model. Keras: <c>model.fit</c>.</summary>
    /// <param name="x">The inputs: one tensor (samples, ...), or several. They may be lazy, such as <c>bytes / 255f</c>: a step
    /// computes its own rows only.</param>
    /// <param name="y">The targets: one tensor per output. None where the model has a step of its own.</param>
    /// <param name="batchSize">Samples of a step; the last step of an epoch may have fewer. Where null 32, or as many as
    /// <paramref name="stepsPerEpoch"/> needs.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data, unless <paramref name="initialEpoch"/> says
    /// otherwise.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="validationSplit">The last part of the samples that is kept for validation, cut off before shuffling; 0 for
    /// none.</param>
    /// <param name="validationData">Samples for validation; goes before <paramref name="validationSplit"/>.</param>
    /// <param name="shuffle">Whether the samples come in another order in each epoch: a function of the seed and the epoch.</param>
    /// <param name="classWeight">A factor of the loss per class; classes not named have 1.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    /// <param name="initialEpoch">The epoch to begin with, for going on with a training.</param>
    /// <param name="stepsPerEpoch">Batches of an epoch; all where null.</param>
    /// <param name="validationSteps">Batches of a validation, from the first on; all where null.</param>
    /// <param name="validationBatchSize">Samples of a validation step; as in training where null.</param>
    /// <param name="validationFrequency">Validates after each so many epochs.</param>
    /// <param name="progress">Is told a few times a second where the training stands.</param>
    /// <param name="cancellationToken">Ends the training after the running batch; the weights and the history stay.</param>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">Tensors of different length, no samples, a split that leaves nothing, labels that no loss
    /// can take.</exception>
    /// <exception cref="ShapeException">A layer cannot take its input; the message names it and what to do.</exception>
    public History Fit(
        Tensors x,
        Tensors y = default,
        int? batchSize = null,
        int epochs = 1,
        Verbosity verbose = Verbosity.Bar,
        double validationSplit = 0,
        ValidationData? validationData = null,
        bool shuffle = true,
        IReadOnlyDictionary<int, double>? classWeight = null,
        Tensors sampleWeight = default,
        IReadOnlyList<Callback>? callbacks = null,
        int initialEpoch = 0,
        int? stepsPerEpoch = null,
        int? validationSteps = null,
        int? validationBatchSize = null,
        int validationFrequency = 1,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var setup = Setup("be fitted");
        Positive(batchSize ?? 1, "batchSize");
        Positive(validationBatchSize ?? 1, "validationBatchSize");
        Positive(validationFrequency, "validationFrequency");
        Positive(stepsPerEpoch ?? 1, "stepsPerEpoch");
        Positive(validationSteps ?? 1, "validationSteps");
        var data = TrainingData.Create("Fit", x, y, sampleWeight, classWeight is null ? null : new ClassWeights(classWeight));
        TrainingData? validation = null;
        if (validationData is not null)
            validation = TrainingData.Create("Fit (validationData)", validationData.X, validationData.Y, validationData.SampleWeights);
        else if (validationSplit != 0)
            (data, validation) = data.Split(validationSplit);
        // Class weights change the loss of training alone.
        validation = validation is null ? null : validation with { ClassWeights = null };
        FitCheck.Run(this, setup, data, validation, Warn);
        var size = batchSize ?? (stepsPerEpoch is { } steps ? (data.Count + steps - 1) / steps : 32);
        validation = validation?.First(validationSteps, validationBatchSize ?? size);
        var options = new FitOptions(
            size, epochs, verbose, shuffle, callbacks ?? [], initialEpoch, stepsPerEpoch,
            validationBatchSize ?? size, validationFrequency, progress, cancellationToken, Warn);
        return new TrainingLoop(this, setup, data, validation, options).Run();
    }

    /// <summary>Trains the model on another thread; see <c>Fit</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="verbose">How much is printed.</param>
    /// <param name="validationSplit">The last part of the samples that is kept for validation.</param>
    /// <param name="validationData">Samples for validation.</param>
    /// <param name="callbacks">Done at certain moments of the run, on that thread.</param>
    /// <param name="progress">Is told a few times a second where the training stands.</param>
    /// <param name="cancellationToken">Ends the training after the running batch; the task then completes with the history so far.</param>
    public Task<History> FitAsync(
        Tensors x,
        Tensors y = default,
        int batchSize = 32,
        int epochs = 1,
        Verbosity verbose = Verbosity.Silent,
        double validationSplit = 0,
        ValidationData? validationData = null,
        IReadOnlyList<Callback>? callbacks = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(
            () => Fit(x, y, batchSize, epochs, verbose, validationSplit, validationData, callbacks: callbacks, progress: progress,
                cancellationToken: cancellationToken),
            CancellationToken.None);

    /// <summary>The loss and the metrics on some data; the weights stay. Keras: <c>model.evaluate</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    /// <returns>The loss, then the metrics in the order the model was compiled with them.</returns>
    public EvaluationResult Evaluate(
        Tensors x, Tensors y = default, int batchSize = 32, Verbosity verbose = Verbosity.Bar, Tensors sampleWeight = default,
        IReadOnlyList<Callback>? callbacks = null, int? steps = null)
    {
        var setup = Setup("be evaluated");
        Positive(batchSize, "batchSize");
        Positive(steps ?? 1, "steps");
        var data = TrainingData.Create("Evaluate", x, y, sampleWeight).First(steps, batchSize);
        var runner = new StepRunner(StepKind.Test, this, setup, data, batchSize);
        var readout = new Readout(this, setup);
        Training.Evaluation.Run(runner, setup, readout, Attached(callbacks, verbose, runner.Plan.Steps));
        var (names, values) = readout.Read();
        return new EvaluationResult(names, values);
    }

    /// <summary>The outputs for some inputs. Keras: <c>model.predict</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    /// <returns>One row per sample, float32.</returns>
    /// <exception cref="ArgumentException">The model has several outputs.</exception>
    public Tensor Predict(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null, int? steps = null)
    {
        var outputs = PredictAll(x, batchSize, verbose, callbacks, steps);
        return outputs.Count == 1
            ? outputs[0]
            : throw new ArgumentException($"Model '{Name}' has {outputs.Count} outputs, but Predict returns one. Call PredictAll.");
    }

    /// <summary>All outputs of a model with several, for some inputs.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    public IReadOnlyList<Tensor> PredictAll(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null, int? steps = null)
    {
        Positive(batchSize, "batchSize");
        Positive(steps ?? 1, "steps");
        var data = TrainingData.Create("Predict", x, default, default).First(steps, batchSize);
        var runner = new StepRunner(StepKind.Predict, this, SetupOrNone, data, batchSize);
        var attached = Attached(callbacks, verbose, runner.Plan.Steps);
        var parts = new PredictionRows();
        foreach (var callback in attached)
            callback.OnPredictBegin();
        for (var step = 0; step < runner.Plan.Steps; step++)
        {
            foreach (var callback in attached)
                callback.OnPredictBatchBegin(step);
            runner.Run(step);
            parts.Add(runner.Running, data.Count, step * runner.Plan.BatchSize);
            foreach (var callback in attached)
                callback.OnPredictBatchEnd(step);
        }
        foreach (var callback in attached)
            callback.OnPredictEnd();
        return parts.ToTensors();
    }

    /// <summary>One training step on one batch. Keras: <c>model.train_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="classWeight">A factor of the loss per class.</param>
    /// <param name="resetMetrics">Whether the running figures start anew; Keras lets them run on.</param>
    /// <returns>The running loss and metrics.</returns>
    public EvaluationResult TrainOnBatch(
        Tensors x, Tensors y = default, Tensors sampleWeight = default, IReadOnlyDictionary<int, double>? classWeight = null,
        bool resetMetrics = false)
    {
        var setup = Setup("be trained");
        var data = TrainingData.Create("TrainOnBatch", x, y, sampleWeight, classWeight is null ? null : new ClassWeights(classWeight));
        var function = Steps.Whole(StepKind.Train, this, setup, data);
        function.Input<long>(function.Inputs.Count - 1)[0] = KeyOfStep();
        return OnBatch(setup, function, data, resetMetrics);
    }

    /// <summary>The loss and the metrics on one batch. Keras: <c>model.test_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="resetMetrics">Whether the running figures start anew; Keras lets them run on.</param>
    /// <returns>The running loss and metrics.</returns>
    public EvaluationResult TestOnBatch(Tensors x, Tensors y = default, Tensors sampleWeight = default, bool resetMetrics = false)
    {
        var setup = Setup("be tested");
        var data = TrainingData.Create("TestOnBatch", x, y, sampleWeight);
        return OnBatch(setup, Steps.Whole(StepKind.Test, this, setup, data), data, resetMetrics);
    }

    /// <summary>The outputs for one batch. Keras: <c>model.predict_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <returns>One tensor per output, float32.</returns>
    public IReadOnlyList<Tensor> PredictOnBatch(Tensors x)
    {
        var data = TrainingData.Create("PredictOnBatch", x, default, default);
        var function = Steps.Whole(StepKind.Predict, this, SetupOrNone, data);
        return function.Call([.. data.X]);
    }

    /// <summary>
    /// The model ready to predict batches of one size again and again, without allocating: for programs that serve answers. It keeps
    /// the weights of this moment.
    /// </summary>
    /// <param name="batchSize">Samples of a call.</param>
    /// <param name="options">How it is compiled; as the model was where null.</param>
    /// <exception cref="InvalidOperationException">The shape of the model's inputs is not known yet.</exception>
    /// <example><code>
    /// var predictor = model.Prepare(batchSize: 1);
    /// pixels.CopyTo(predictor.Input);
    /// predictor.Run();
    /// var digit = TensorPrimitives.IndexOfMax(predictor.Output);
    /// </code></example>
    public Predictor Prepare(int batchSize = 1, CompileOptions? options = null)
    {
        Positive(batchSize, nameof(batchSize));
        return new Predictor(this, batchSize, options ?? SetupOrNone?.Options ?? CompileOptions.Default);
    }

    internal bool LossIsFinite => SetupOrNone is not { } setup || float.IsFinite(setup.LossTracker.Total.AsSpan<float>()[0]);

    /// <summary>
    /// Compiles the training step without running it, so that its plan can be read first: <c>ToString()</c> lists the kernels,
    /// <c>ArenaBytes</c> and <c>StateBytes</c> say what memory it will use. Fit with the same data and batch size runs this step.
    /// </summary>
    /// <param name="x">The inputs, as for <c>Fit</c>.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="MemoryLimitException">The step needs more memory than the limit.</exception>
    public CompiledFunction PlanTraining(Tensors x, Tensors y = default, int batchSize = 32)
    {
        var setup = Setup("be planned");
        Positive(batchSize, "batchSize");
        var data = TrainingData.Create("PlanTraining", x, y, default);
        return Steps.Rows(StepKind.Train, this, setup, data, Math.Min(batchSize, data.Count));
    }

    internal void Warn(TrainingWarning warning)
    {
        if (Warned is { } warned)
            warned(warning);
        else
            ProgressOutput.Writer.WriteLine("Warning: " + warning.Message);
    }

    private long KeyOfStep() => Cornea.SeedMixing.Mix(Seed, TrainedSteps++);

    private EvaluationResult OnBatch(TrainingSetup setup, CompiledFunction function, TrainingData data, bool resetMetrics)
    {
        if (resetMetrics)
            setup.ResetTrackers();
        var index = 0;
        foreach (var tensor in data.X.Concat(data.Y).Concat(data.SampleWeights))
            InputCopy.Write(tensor, function, index++);
        function.Run();
        var (names, values) = new Readout(this, setup).Read();
        return new EvaluationResult(names, values);
    }

    private Callback[] Attached(IReadOnlyList<Callback>? callbacks, Verbosity verbose, int steps)
    {
        Callback[] attached = verbose == Verbosity.Silent ? [.. callbacks ?? []] : [.. callbacks ?? [], new ProgbarLogger()];
        foreach (var callback in attached)
            callback.Attach(this, new FitParameters(verbose, 1, steps));
        return attached;
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
            throw new ArgumentOutOfRangeException(
                name, value, $"The run expects {name} of 1 or more, but received {value}. 32 is usual for batches.");
    }
}
