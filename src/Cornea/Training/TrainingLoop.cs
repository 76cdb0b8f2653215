namespace Cornea.Training;

/// <summary>
/// One call of Fit: epochs of steps, a validation after each, callbacks in between. A step itself writes row numbers and
/// runs a compiled function; nothing is allocated.
/// </summary>
internal sealed class TrainingLoop
{
    private const double ReportInterval = 0.05;
    private readonly Model _model;
    private readonly TrainingSetup _setup;
    private readonly FitOptions _options;
    private readonly StepRunner _training;
    private readonly StepRunner? _validation;
    private readonly Readout _readout;
    private readonly Callback[] _callbacks;
    private readonly Logs _batchLogs;
    private readonly History _history;
    private readonly int _steps;
    private readonly TrainingPosition _position;
    private long _reported;
    private readonly NotFinite _notFinite;
    private bool _warned;

    public TrainingLoop(Model model, TrainingSetup setup, TrainingData data, TrainingData? validation, FitOptions options)
    {
        _model = model;
        _setup = setup;
        _options = options;
        _training = new StepRunner(StepKind.Train, model, setup, data, options.BatchSize);
        _validation = validation is null ? null : new StepRunner(StepKind.Test, model, setup, validation, options.ValidationBatchSize);
        _readout = new Readout(model, setup);
        _notFinite = new NotFinite(model, setup, data, _training);
        _batchLogs = new Logs(logs => _readout.Fill(logs));
        _steps = options.StepsPerEpoch ?? _training.Plan.Steps;
        var parameters = new FitParameters(options.Verbose, options.Epochs, _steps);
        _history = new History(parameters);
        _callbacks = options.Verbose == Verbosity.Silent ? [.. options.Callbacks] : [.. options.Callbacks, new ProgbarLogger()];
        foreach (var callback in _callbacks)
            callback.Attach(model, parameters);
        _position = new TrainingPosition(
            _history, _callbacks, _steps)
        {
            Epoch = options.InitialEpoch,
            NextPass = options.InitialEpoch,
            NextBatch = _training.Plan.Steps
        };
    }

    public History Run()
    {
        _model.StopTraining = false;
        _model.Position = _position;
        var logs = new Logs();
        _training.Prepare();
        foreach (var callback in _callbacks)
            callback.OnTrainBegin();
        Resume();
        while (_position.Epoch < _options.Epochs && !_model.StopTraining)
            logs = Epoch(_position.Epoch);
        if (_options.Epochs > _options.InitialEpoch)
            _setup.Optimizer?.FinalizeVariables();
        foreach (var callback in _callbacks)
            callback.OnTrainEnd(logs);
        _model.Position = null;
        return _history;
    }

    private void Resume()
    {
        if (_position.Resume is not { } resume)
            return;
        resume();
        // Amid a pass: its order is a function of the seed and its number.
        if (_options.Shuffle && _position.NextBatch < _training.Plan.Steps)
            _training.Plan.Shuffle(_model.Seed, _position.NextPass - 1);
    }

    private Logs Epoch(int epoch)
    {
        var first = _position.Step;
        if (first == 0)
            _setup.ResetTrackers();
        foreach (var callback in _callbacks)
            callback.OnEpochBegin(epoch);
        // What callbacks change when an epoch begins they had changed before an earlier training stopped amid it.
        if (first > 0)
            _position.Resume?.Invoke();
        _position.Resume = null;
        if ((_options.StepsPerEpoch is null && first == 0) || _position.NextBatch >= _training.Plan.Steps)
            NewPass(_options.StepsPerEpoch is null ? epoch : _position.NextPass);
        if (!_warned)
            _notFinite.Begin();
        for (var step = first; step < _steps && !_model.StopTraining; step++)
        {
            if (_position.NextBatch >= _training.Plan.Steps)
                NewPass(_position.NextPass);
            Step(epoch, step);
            if (_options.Cancellation.IsCancellationRequested)
                _model.StopTraining = _history.WasCanceled = true;
            _position.Step = step + 1;
            foreach (var callback in _callbacks)
                callback.OnPositionReached(_position);
        }

        var logs = new Logs();
        _readout.Fill(logs);
        if (_validation is not null && !_history.WasCanceled && (epoch + 1) % _options.ValidationFrequency == 0)
        {
            Evaluation.Run(_validation, _setup, _readout, _callbacks);
            _readout.Fill(logs, "val_");
            logs.Sort();
        }
        foreach (var callback in _callbacks)
            callback.OnEpochEnd(epoch, logs);
        _history.Add(epoch, logs);
        if (!_history.WasCanceled)
        {
            (_position.Epoch, _position.Step) = (epoch + 1, 0);
            foreach (var callback in _callbacks)
                callback.OnPositionReached(_position);
        }
        _options.Progress?.Report(new TrainingProgress(epoch, _options.Epochs, _steps, _steps, [.. logs], true));
        return logs;
    }

    private void NewPass(int number)
    {
        _position.NextBatch = 0;
        _position.NextPass = number + 1;
        if (_options.Shuffle)
            _training.Plan.Shuffle(_model.Seed, number);
    }

    private void Step(int epoch, int step)
    {
        foreach (var callback in _callbacks)
            callback.OnTrainBatchBegin(step);
        _training.Run(_position.NextBatch++, SeedMixing.Mix(_model.Seed, _model.TrainedSteps++));
        _batchLogs.Invalidate();
        // Before callbacks, which may end the training. With steps per epoch an epoch may begin amid the data.
        if (!_warned && _options.StepsPerEpoch is null && !_readout.IsFinite)
        {
            _warned = true;
            _options.Warn(_notFinite.Explain(epoch, step));
        }
        foreach (var callback in _callbacks)
            callback.OnTrainBatchEnd(step, _batchLogs);
        if (_options.Progress is not null)
            Report(epoch, step);
    }

    private void Report(int epoch, int step)
    {
        var clock = _model.ProgressOutput.Clock;
        if (clock.GetElapsedTime(_reported).TotalSeconds < ReportInterval)
            return;
        _reported = clock.GetTimestamp();
        _options.Progress!.Report(new TrainingProgress(epoch, _options.Epochs, step + 1, _steps, [.. _batchLogs], false));
    }
}
