namespace Cornea.Training;

/// <summary>
/// Fit over batches that a <see cref="Dataset"/> makes: each is copied into the compiled step of its shape. The order of samples
/// is the data set's own, a pure function of its seeds and the epoch.
/// </summary>
internal sealed class DatasetLoop
{
    private readonly Model _model;
    private readonly TrainingSetup _setup;
    private readonly Dataset _data;
    private readonly Dataset? _validation;
    private readonly FitOptions _options;
    private readonly Readout _readout;
    private readonly Logs _batchLogs;
    private readonly Callback[] _callbacks;
    private readonly History _history;
    private bool _warned;

    public DatasetLoop(Model model, TrainingSetup setup, Dataset data, Dataset? validation, FitOptions options)
    {
        _model = model;
        _setup = setup;
        _data = data;
        _validation = validation;
        _options = options;
        _readout = new Readout(model, setup);
        _batchLogs = new Logs(logs => _readout.Fill(logs));
        // 0 steps stand for a number that nobody knows before the end.
        var parameters = new FitParameters(options.Verbose, options.Epochs, options.StepsPerEpoch ?? data.Count ?? 0);
        _history = new History(parameters);
        _callbacks = options.Verbose == Verbosity.Silent ? [.. options.Callbacks] : [.. options.Callbacks, new ProgbarLogger()];
        foreach (var callback in _callbacks)
            callback.Attach(model, parameters);
    }

    public History Run()
    {
        _model.StopTraining = false;
        var logs = new Logs();
        var begun = false;
        for (var epoch = _options.InitialEpoch; epoch < _options.Epochs && !_model.StopTraining; epoch++)
        {
            using var samples = _data.Pass(epoch, _options.Cancellation).GetEnumerator();
            if (!samples.MoveNext())
                throw new ArgumentException("Fit received a data set without a batch. Check its source, Take and Skip.");
            if (!begun)
            {
                // The weights exist once the first batch is known.
                Load(_model, _setup, StepKind.Train, samples.Current, "Fit");
                foreach (var callback in _callbacks)
                    callback.OnTrainBegin();
                begun = true;
            }
            logs = Epoch(epoch, samples);
        }
        _setup.Optimizer?.FinalizeVariables();
        foreach (var callback in _callbacks)
            callback.OnTrainEnd(logs);
        return _history;
    }

    /// <summary>One pass over a data set without moving the weights; the figures stand in the accumulators afterwards.</summary>
    public static void Evaluate(Model model, TrainingSetup setup, Dataset data, Readout readout, IReadOnlyList<Callback> callbacks)
    {
        setup.ResetTrackers();
        var logs = new Logs(values => readout.Fill(values));
        foreach (var callback in callbacks)
            callback.OnTestBegin();
        var step = 0;
        foreach (var sample in data)
        {
            foreach (var callback in callbacks)
                callback.OnTestBatchBegin(step);
            Load(model, setup, StepKind.Test, sample, "Evaluate").Run();
            logs.Invalidate();
            foreach (var callback in callbacks)
                callback.OnTestBatchEnd(step, logs);
            step++;
        }
        if (step == 0)
            throw new ArgumentException("Evaluate received a data set without a batch. Check its source, Take and Skip.");
        logs.Invalidate();
        foreach (var callback in callbacks)
            callback.OnTestEnd(logs);
    }

    /// <summary>The compiled step of a batch's shape with the batch's values in its inputs.</summary>
    public static CompiledFunction Load(Model model, TrainingSetup? setup, StepKind kind, Sample batch, string action)
    {
        var data = kind == StepKind.Predict
            ? TrainingData.Create(action, batch.X, default, default)
            : TrainingData.Create(action, batch.X, batch.Y, batch.Weights);
        var function = model.Steps.Whole(kind, model, setup, data);
        var index = 0;
        foreach (var tensor in data.X.Concat(data.Y).Concat(data.SampleWeights))
            InputCopy.Write(tensor, function, index++);
        return function;
    }

    private Logs Epoch(int epoch, IEnumerator<Sample> samples)
    {
        _setup.ResetTrackers();
        foreach (var callback in _callbacks)
            callback.OnEpochBegin(epoch);
        var step = 0;
        do
        {
            Step(epoch, step++, samples.Current);
            if (_options.Cancellation.IsCancellationRequested)
                _model.StopTraining = _history.WasCanceled = true;
        }
        while (!_model.StopTraining && step != _options.StepsPerEpoch && Next(samples));

        var logs = new Logs();
        _readout.Fill(logs);
        if (_validation is not null && !_history.WasCanceled && (epoch + 1) % _options.ValidationFrequency == 0)
        {
            Evaluate(_model, _setup, _validation, _readout, _callbacks);
            _readout.Fill(logs, "val_");
            logs.Sort();
        }
        foreach (var callback in _callbacks)
            callback.OnEpochEnd(epoch, logs);
        _history.Add(epoch, logs);
        _options.Progress?.Report(new TrainingProgress(epoch, _options.Epochs, step, step, [.. logs], true));
        return logs;
    }

    // A canceled data set ends its pass with the token's exception; the training ends as after any batch.
    private bool Next(IEnumerator<Sample> samples)
    {
        try
        {
            return samples.MoveNext();
        }
        catch (OperationCanceledException) when (_options.Cancellation.IsCancellationRequested)
        {
            _model.StopTraining = _history.WasCanceled = true;
            return false;
        }
    }

    private void Step(int epoch, int step, Sample batch)
    {
        foreach (var callback in _callbacks)
            callback.OnTrainBatchBegin(step);
        var function = Load(_model, _setup, StepKind.Train, batch, "Fit");
        function.Input<long>(function.Inputs.Count - 1)[0] = SeedMixing.Mix(_model.Seed, _model.TrainedSteps++);
        function.Run();
        _batchLogs.Invalidate();
        if (!_warned && !_readout.IsFinite)
        {
            _warned = true;
            _options.Warn(new TrainingWarning(
                TrainingWarningKind.NotFinite, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"The loss is not a finite number in epoch {epoch + 1}, step {step + 1}. " +
                $"Use a smaller learning rate, clip gradients (clipNorm: 1), or scale the input.")));
        }
        foreach (var callback in _callbacks)
            callback.OnTrainBatchEnd(step, _batchLogs);
    }
}
