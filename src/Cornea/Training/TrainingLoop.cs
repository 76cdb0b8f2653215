using Cornea.Layers;

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
    private int _next;
    private int _pass;
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
        _pass = options.InitialEpoch;
        _next = _training.Plan.Steps;
    }

    public History Run()
    {
        _model.StopTraining = false;
        var logs = new Logs();
        _training.Prepare();
        foreach (var callback in _callbacks)
            callback.OnTrainBegin();
        for (var epoch = _options.InitialEpoch; epoch < _options.Epochs && !_model.StopTraining; epoch++)
            logs = Epoch(epoch);
        if (_options.Epochs > _options.InitialEpoch)
            _setup.Optimizer?.FinalizeVariables();
        foreach (var callback in _callbacks)
            callback.OnTrainEnd(logs);
        return _history;
    }

    private Logs Epoch(int epoch)
    {
        _setup.ResetTrackers();
        foreach (var callback in _callbacks)
            callback.OnEpochBegin(epoch);
        if (_options.StepsPerEpoch is null || _next >= _training.Plan.Steps)
            NewPass(_options.StepsPerEpoch is null ? epoch : _pass);
        if (!_warned)
            _notFinite.Begin();
        for (var step = 0; step < _steps && !_model.StopTraining; step++)
        {
            if (_next >= _training.Plan.Steps)
                NewPass(_pass);
            Step(epoch, step);
            if (_options.Cancellation.IsCancellationRequested)
                _model.StopTraining = _history.WasCanceled = true;
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
        _options.Progress?.Report(new TrainingProgress(epoch, _options.Epochs, _steps, _steps, [.. logs], true));
        return logs;
    }

    private void NewPass(int number)
    {
        _next = 0;
        _pass = number + 1;
        if (_options.Shuffle)
            _training.Plan.Shuffle(_model.Seed, number);
    }

    private void Step(int epoch, int step)
    {
        foreach (var callback in _callbacks)
            callback.OnTrainBatchBegin(step);
        _training.Run(_next++, SeedMixing.Mix(_model.Seed, _model.TrainedSteps++));
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
