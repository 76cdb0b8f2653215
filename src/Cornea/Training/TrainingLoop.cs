using System.Diagnostics;
using Cornea.Diagnostics;

namespace Cornea.Training;

/// <summary>
/// One call of Fit: epochs of steps, a validation after each, callbacks in between. Where the batches come from is the source's matter. A
/// step over tensors writes row numbers and runs a compiled function; nothing is allocated.
/// </summary>
internal sealed class TrainingLoop
{
    private const double ReportInterval = 0.05;
    private readonly Trainer _trainer;
    private readonly StepRunner _runner;
    private readonly TrainingSetup _setup;
    private readonly FitOptions _options;
    private readonly BatchSource _source;
    private readonly BatchSource? _validation;
    private readonly MetricSession _session = new();
    private readonly MetricReader _metrics;
    private readonly FitCheck _check;
    private readonly NonFiniteDiagnosis _nonFinite;
    private readonly Callback[] _callbacks; // those that this process invokes
    private readonly Logs _batchLogs;
    private readonly History _history;
    private readonly TrainingPosition _position;
    private (int Pass, int Batch)? _opened; // what the source comes to next
    private bool _isAhead; // whether it stands there already
    private long _reported;
    private bool _warnedOfNonFinite;
    private bool _warnedOfTooFew;
    private bool _isStopAgreed;

    public TrainingLoop(Trainer trainer, StepRunner runner, BatchSource source, BatchSource? validation, FitOptions options)
    {
        _trainer = trainer;
        _runner = runner;
        _setup = trainer.RequireSetup("be fitted");
        _options = options;
        _source = source;
        _validation = validation;
        _metrics = new MetricReader(trainer, _session);
        _check = new FitCheck(trainer.Model, _setup, trainer.Warn);
        _nonFinite = new NonFiniteDiagnosis(trainer, _setup, source);
        _batchLogs = new Logs(logs => _metrics.Fill(logs));
        var steps = options.StepsPerEpoch ?? source.BatchesPerPass;
        // 0 steps stand for a number that nobody knows before the end.
        var parameters = new FitParameters(options.Verbose, options.Epochs, steps ?? 0);
        _history = new History(parameters);
        Callback[] all = options.Verbose == Verbosity.Silent ? [.. options.Callbacks] : [.. options.Callbacks, new ProgbarLogger()];
        foreach (var callback in all)
            callback.Attach(trainer, parameters);
        _callbacks = [.. all.Where(callback => runner.IsFirst || !callback.OnFirstProcessAlone)];
        _position = new TrainingPosition(_history, all, steps)
        {
            Epoch = options.InitialEpoch,
            Pass = options.InitialEpoch,
        };
    }

    public History Run()
    {
        if (_source.IsEndless && _options.StepsPerEpoch is null)
        {
            throw new ArgumentException(
                "Fit received a dataset that never ends (Repeat without a count), so an epoch has no end either. " +
                "Say how many batches an epoch has: stepsPerEpoch.");
        }
        _trainer.Begin(_position, _session);
        var logs = new Logs();
        try
        {
            Prepare();
            _trainer.ResumePending();
            foreach (var callback in _callbacks)
                callback.OnTrainBegin();
            _position.Resume = _runner.Begin(_source, _options, _position.Resume);
            Resume();
            while (_position.Epoch < _options.Epochs && !Stops)
                logs = Epoch(_position.Epoch) ?? logs;
            if (_options.Epochs > _options.InitialEpoch)
                _setup.Optimizer?.FinalizeVariables();
            foreach (var callback in _callbacks)
                callback.OnTrainEnd(logs);
        }
        catch (Exception exception)
        {
            _runner.Fail(exception);
            throw;
        }
        finally
        {
            _source.Dispose();
            _validation?.Dispose();
            foreach (var callback in _callbacks)
                callback.Release();
            _trainer.End();
        }
        return _history;
    }

    // The weights, slots and accumulators exist once the first batch is known and its step is compiled.
    private void Prepare()
    {
        if (_options.Cancellation.IsCancellationRequested && !_runner.IsShared)
        {
            Cancel();
            return;
        }
        if (!IsAhead())
        {
            if (_history.WasCanceled)
                return;
            throw new ArgumentException("Fit received a dataset without a batch. Check its source, Take, Skip and dropRemainder.");
        }
        _check.Run(_source, (_validation as ArrayBatches)?.Data);
        if (_options.StepsPerEpoch is { } steps && _source.BatchesPerPass is { } batches && steps > batches)
        {
            WarnOfTooFew(
                $"stepsPerEpoch asks for {steps} batches, but the data makes {batches}, so an epoch goes over the data more than once. " +
                "Leave out stepsPerEpoch for one pass per epoch.");
        }
        lock (_trainer.Gate)
        {
            _setup.Enter(_session);
            _runner.Prepare(_source);
        }
        _position.Data = new TrainedData(
            _source is ArrayBatches arrays ? arrays.BatchSize : _source.Size, _source.SamplesPerPass, _source.BatchesPerPass);
    }

    private void Resume()
    {
        if (_position.Resume is not { } state)
            return;
        _trainer.Restore(state);
    }

    private Logs? Epoch(int epoch)
    {
        var start = Stopwatch.GetTimestamp();
        var first = _position.Step;
        if (_options.StepsPerEpoch is null && first == 0)
            (_position.Pass, _position.Batch) = (epoch, 0);
        // An epoch whose steps are all done may still lack its validation.
        if (!Next() && first == 0)
        {
            _trainer.StopTraining = _isStopAgreed = true;
            if (!_history.WasCanceled)
                WarnOfTooFew("The data made no more batches, so the training ends early. Give a dataset that can be read once per epoch.");
            return null;
        }
        if (first == 0)
            Reset();
        foreach (var callback in _callbacks)
            callback.OnEpochBegin(epoch);
        // What callbacks change when an epoch begins they had changed before an earlier training stopped amid it.
        if (first > 0)
            Resume();
        _position.Resume = null;
        if (!_warnedOfNonFinite && !_runner.IsSpread)
            _nonFinite.Begin(_position.Pass, _position.Batch);
        Steps(epoch, first);
        _runner.GatherState();

        var logs = new Logs();
        _metrics.Fill(logs);
        if (_validation is not null && !_history.WasCanceled && (epoch + 1) % _options.ValidationFrequency == 0)
            Validate(logs);
        foreach (var callback in _callbacks)
            callback.OnEpochEnd(epoch, logs);
        Agree(_runner.EndEpoch(epoch, Wish));
        _history.Add(epoch, logs);
        TrainingMeter.Epoch(_trainer.Model.Name, Stopwatch.GetElapsedTime(start), logs);
        var steps = _position.Step;
        if (!_history.WasCanceled)
        {
            (_position.Epoch, _position.Step) = (epoch + 1, 0);
            if (_options.StepsPerEpoch is null)
                (_position.Pass, _position.Batch) = (epoch + 1, 0);
            TellPosition();
        }
        _options.Progress?.Report(new TrainingProgress(epoch, _options.Epochs, steps, _position.Steps ?? steps, [.. logs], true));
        return logs;
    }

    private void Steps(int epoch, int first)
    {
        var passes = 0;
        for (var step = first; step != _options.StepsPerEpoch && !Stops; step++)
        {
            var pass = _position.Pass;
            if (!Next())
            {
                if (_options.StepsPerEpoch is { } asked && !_history.WasCanceled)
                {
                    _trainer.StopTraining = _isStopAgreed = true;
                    WarnOfTooFew(
                        $"stepsPerEpoch asks for {asked} batches, but the data made no more after {step}, so the training ends early. " +
                        "Give a dataset that can be read again, such as one with Repeat.");
                }
                return;
            }
            if (_position.Pass != pass && ++passes > 1)
            {
                WarnOfTooFew(
                    "An epoch goes over the data more than once, because stepsPerEpoch asks for more batches than it makes. " +
                    "Leave out stepsPerEpoch for one pass per epoch.");
            }
            Step(epoch, step);
            if (_options.Cancellation.IsCancellationRequested && !_runner.IsShared)
                Cancel();
            _position.Step = step + 1;
            if (_history.WasCanceled || (_runner.IsSpread && _position.Callbacks.Any(callback => callback.NeedsStateAt(_position))))
                _runner.GatherState();
            TellPosition();
        }
    }

    // Whether there is a batch to go on with: with steps per epoch a pass follows another.
    private bool Next()
    {
        if (IsAhead())
            return true;
        if (_options.StepsPerEpoch is null || _position.Batch == 0 || _history.WasCanceled)
            return false;
        (_position.Pass, _position.Batch) = (_position.Pass + 1, 0);
        return IsAhead();
    }

    // Whether the source stands on the batch of the position, or gets there.
    private bool IsAhead()
    {
        var wanted = (_position.Pass, _position.Batch);
        if (_isAhead && _opened == wanted)
            return true;
        try
        {
            if (_opened != wanted)
                _source.Open(wanted.Pass, wanted.Batch, Cancellation);
            _opened = wanted;
            return _isAhead = _source.MoveNext();
        }
        catch (OperationCanceledException) when (_options.Cancellation.IsCancellationRequested)
        {
            // A canceled dataset ends its pass with the token's exception; the training ends as after any batch.
            Cancel();
            return _isAhead = false;
        }
    }

    private void Step(int epoch, int step)
    {
        foreach (var callback in _callbacks)
            callback.OnTrainBatchBegin(step);
        if (_position.Pass == _options.InitialEpoch && _position.Batch > 0 && _source is DatasetBatches)
            _check.Labels(_source);
        bool isFinite;
        StopWish agreed;
        lock (_trainer.Gate)
        {
            _setup.Enter(_session);
            agreed = _runner.Train(_source, SeedMixing.Mix(_trainer.Model.Seed, _trainer.TrainedSteps++), Wish);
            isFinite = _setup.LossIsFinite;
        }
        Agree(agreed);
        _batchLogs.Invalidate();
        TrainingMeter.Step(_trainer.Model);
        // Before callbacks, which may end the training, and before the source moves on.
        if (!_warnedOfNonFinite && !isFinite)
        {
            _warnedOfNonFinite = true;
            TrainingWarning warning;
            lock (_trainer.Gate)
            {
                warning = _nonFinite.Explain(epoch, step);
            }
            _trainer.Warn(warning);
        }
        (_position.Batch, _opened, _isAhead) = (_position.Batch + 1, (_position.Pass, _position.Batch + 1), false);
        foreach (var callback in _callbacks)
            callback.OnTrainBatchEnd(step, _batchLogs);
        if (_options.Progress is not null)
            Report(epoch, step);
    }

    private void Validate(Logs logs)
    {
        try
        {
            var (names, values) = EvaluationPass.Run(
                _trainer, _runner, _validation!, _options.ValidationSteps, _callbacks, "Fit (validationData)", Cancellation);
            foreach (var (name, value) in names.Zip(values))
                logs.Put("val_" + name, value);
            logs.Sort();
        }
        catch (OperationCanceledException) when (_options.Cancellation.IsCancellationRequested)
        {
            // Whoever goes on with the training begins with the validation.
            Cancel();
            TellPosition();
        }
    }

    private void Reset()
    {
        lock (_trainer.Gate)
        {
            _setup.Enter(_session);
            _setup.ResetAccumulators();
        }
    }

    private void TellPosition()
    {
        foreach (var callback in _callbacks)
            callback.OnPositionReached(_position);
    }

    // Several processes end together: what one of them wants is told with the next step, and all act on it then.
    private bool Stops => _runner.IsShared ? _isStopAgreed : _trainer.StopTraining;

    private StopWish Wish => _options.Cancellation.IsCancellationRequested ? StopWish.Cancel
        : _trainer.StopTraining ? StopWish.Stop : StopWish.None;

    private CancellationToken Cancellation => _runner.IsShared ? CancellationToken.None : _options.Cancellation;

    private void Agree(StopWish wish)
    {
        if (!_runner.IsShared || wish == StopWish.None)
        {
            return;
        }
        (_isStopAgreed, _trainer.StopTraining) = (true, true);
        _history.WasCanceled |= wish == StopWish.Cancel;
    }

    private void Cancel() => _trainer.StopTraining = _history.WasCanceled = true;

    private void WarnOfTooFew(string message)
    {
        if (_warnedOfTooFew)
            return;
        _warnedOfTooFew = true;
        _trainer.Warn(new TrainingWarning(TrainingWarningKind.TooFewBatches, message));
    }

    private void Report(int epoch, int step)
    {
        var clock = _trainer.Output.Clock;
        if (clock.GetElapsedTime(_reported).TotalSeconds < ReportInterval)
            return;
        _reported = clock.GetTimestamp();
        _options.Progress!.Report(
            new TrainingProgress(epoch, _options.Epochs, step + 1, _position.Steps ?? 0, [.. _batchLogs], false));
    }
}
