using System.Diagnostics;
using System.Text.Json;
using Cornea.Studio.Models;

namespace Cornea.Studio.Training;

/// <summary>
/// A training in its folder: it is started, paused, given another learning rate, stopped and gone on with, also by a later process.
/// </summary>
internal sealed class TrainingSession
{
    private const int StepsBetweenBackups = 100;

    private static readonly TimeSpan ViewInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly TrainRequest _request;
    private readonly DateTimeOffset _started;
    private readonly ManualResetEventSlim _go = new(true);
    private readonly SessionClock _clock;
    private CancellationTokenSource? _stop;
    private Thread? _thread;
    private SessionState _state;
    private double? _newRate;
    private bool _isClosing;
    private long _viewed;
    private (int Epoch, int Step, int Steps) _position;

    private TrainingSession(string id, string folder, SessionFile file)
    {
        Id = id;
        _folder = folder;
        _request = file.Request;
        _started = file.Started;
        _clock = new SessionClock(file.Seconds);
        Parameters = file.Parameters;
        Message = file.Message;
        Curves = new RunCurves(Path.Combine(folder, "curves.jsonl"));
        _state = Enum.TryParse<SessionState>(file.State, out var state) ? state : SessionState.Interrupted;
        Rate = file.Request.Rate ?? double.NaN;
        if (IsActive(_state))
            _state = SessionState.Interrupted;
    }

    /// <summary>The name of its folder.</summary>
    public string Id { get; }

    public TrainRequest Request => _request;

    public DateTimeOffset Started => _started;

    public RunCurves Curves { get; }

    public long Parameters { get; private set; }

    public string? Message { get; private set; }

    /// <summary>The learning rate of the next step.</summary>
    public double Rate { get; private set; }

    /// <summary>Counts up whenever something other than the curves changed.</summary>
    public int Version { get; private set; }

    public double Seconds => _clock.Seconds;

    /// <summary>The network as it stood a moment ago, for looking into; null before the first step.</summary>
    public ViewedModel? View { get; private set; }

    public string ModelPath => Path.Combine(_folder, "model.keras");

    public SessionState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    public bool IsRunning => IsActive(State);

    public (int Epoch, int Step, int Steps) Position
    {
        get
        {
            lock (_lock)
                return _position;
        }
    }

    /// <summary>Samples of training a second.</summary>
    public double Speed => _clock.Speed;

    /// <summary>Makes the folder of a new training and starts it.</summary>
    /// <exception cref="ArgumentException">A layer or a setting does not fit.</exception>
    public static TrainingSession Create(string id, string folder, TrainRequest request)
    {
        Directory.CreateDirectory(folder);
        var session = new TrainingSession(id, folder, new SessionFile(
            request, nameof(SessionState.Interrupted), DateTimeOffset.UtcNow, 0, 0, null));
        session.Start();
        return session;
    }

    /// <summary>The training of a folder, at rest; null where there is none or its file is damaged.</summary>
    public static TrainingSession? Open(string id, string folder)
    {
        try
        {
            var text = File.ReadAllBytes(Path.Combine(folder, "studio.json"));
            return JsonSerializer.Deserialize(text, SessionJson.Default.SessionFile) is { Request: not null } file
                ? new TrainingSession(id, folder, file) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Starts it, or goes on where it was interrupted.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (IsActive(_state))
                return;
            _stop = new CancellationTokenSource();
            _go.Set();
            Message = null;
            Set(SessionState.Preparing);
            _thread = new Thread(Train) { IsBackground = true, Name = "training" };
            _thread.Start();
        }
    }

    public void Pause()
    {
        lock (_lock)
        {
            if (_state is not (SessionState.Running or SessionState.Preparing))
                throw new InvalidOperationException("Only a training that runs can be paused.");
            _go.Reset();
            _clock.Stop();
            Set(SessionState.Paused);
        }
    }

    public void Continue()
    {
        lock (_lock)
        {
            if (_state == SessionState.Paused)
            {
                _clock.Start();
                Set(SessionState.Running);
                _go.Set();
                return;
            }
        }
        if (State is not (SessionState.Interrupted or SessionState.Stopped))
            throw new InvalidOperationException("Only a training that is paused, stopped or was interrupted can go on.");
        Start();
    }

    public void Stop()
    {
        lock (_lock)
        {
            if (!IsActive(_state))
                throw new InvalidOperationException("Only a training that runs can be stopped.");
            Set(SessionState.Stopping);
            _stop!.Cancel();
            _go.Set();
        }
    }

    public void SetRate(double rate)
    {
        if (!double.IsFinite(rate) || rate <= 0 || rate > 10)
            throw new ArgumentException("The learning rate is a number above 0 and up to 10.");
        lock (_lock)
        {
            if (!IsActive(_state))
                throw new InvalidOperationException("Only the learning rate of a training that runs can be changed.");
            (_newRate, Rate) = (rate, rate);
            Version++;
        }
    }

    /// <summary>The program ends: the training stops after its step and can go on later.</summary>
    public void Close()
    {
        Thread? thread;
        lock (_lock)
        {
            _isClosing = true;
            thread = _thread;
            _stop?.Cancel();
            _go.Set();
        }
        thread?.Join(TimeSpan.FromSeconds(20));
    }

    internal void Began(FollowTraining training)
    {
        lock (_lock)
        {
            Rate = training.Model.Optimizer!.LearningRateValue;
            Curves.CutAfter(training.Trainer.TrainedSteps, (int)(training.Trainer.TrainedSteps / training.Parameters.Steps));
            if (_state == SessionState.Preparing)
            {
                Set(SessionState.Running);
                _clock.Start();
            }
        }
    }

    internal void Stepped(int epoch, int step, int steps)
    {
        lock (_lock)
            _position = (epoch, step, steps);
        _clock.Count(_request.Batch);
    }

    internal void Record(CurvePoint point) => Curves.Add(point);

    internal void Record(EpochPoint epoch)
    {
        Curves.Add(epoch);
        Save();
    }

    internal void Wait(FollowTraining training)
    {
        if (!_go.IsSet)
        {
            View?.Take(training.Model);
            lock (_lock)
                Version++;
        }
        else if (Stopwatch.GetElapsedTime(_viewed) >= ViewInterval)
        {
            // Whoever looks into the network does not hold the training up: the weights are handed over after a later step.
            if (View?.TryTake(training.Model) == true)
                _viewed = Stopwatch.GetTimestamp();
        }
        if (!_go.IsSet)
        {
            Save();
            _go.Wait();
        }
        lock (_lock)
        {
            if (_newRate is { } rate)
                training.Model.Optimizer!.LearningRateValue = rate;
            _newRate = null;
        }
    }

    private void Train()
    {
        try
        {
            var (train, _) = DataSets.Load(_request.Data!);
            var classes = DataSets.Classes(_request.Data!);
            var model = NetworkBuilder.Build(_request.Layers!, classes.Length, _request.Seed);
            Parameters = model.CountParameters();
            View = ViewedModel.Of(Id, _request.Name!, model.Clone(), classes);
            View.Take(model);
            model.Compile(SessionSettings.Optimizer(_request), new CategoricalCrossentropy(), [new Accuracy()]);
            Save();
            Fit(model, train);
            View.Take(model);
            if (!_isClosing)
                model.Save(ModelPath);
            Finish(_isClosing ? SessionState.Interrupted : _stop!.IsCancellationRequested ? SessionState.Stopped : SessionState.Finished);
        }
        catch (Exception exception)
        {
            Message = exception is OutOfMemoryException ? "There is not enough memory. Use a smaller batch or network." : exception.Message;
            Finish(SessionState.Failed);
        }
    }

    private void Fit(Sequential model, LabeledImages train)
    {
        var count = Math.Min(_request.Limit, train.Images.Shape[0]);
        var held = Math.Max(1, count / 6);
        var x = train.Images[..count].ExpandDims(-1).ToFloat32() / 255f;
        var y = OneHot.Encode(train.Labels[..count], classes: DataSets.Classes(_request.Data!).Length);
        var fitted = count - held;
        var steps = (fitted + _request.Batch - 1) / _request.Batch;
        model.Fit(
            x[..fitted], y[..fitted], _request.Batch, _request.Epochs, Verbosity.Silent,
            validationData: new ValidationData(x[fitted..], y[fitted..]),
            callbacks:
            [
                new BackupAndRestore(Path.Combine(_folder, "backup"), Math.Clamp(steps, 1, StepsBetweenBackups), deleteBackup: false),
                new FollowTraining(this, _request.Batch, fitted),
                new RunLogger(Record(), SessionSettings.ToOptions(_request)),
            ],
            cancellationToken: _stop!.Token);
        if (!model.Trainer.LossIsFinite)
        {
            throw new InvalidOperationException(
                "The loss is no longer a number. Start again with a lower learning rate; this one was " +
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rate:G4}."));
        }
    }

    // The folder is also one that the command line, plots and TensorBoard read.
    private RunFolder Record() => RunFolder.Exists(_folder) ? RunFolder.Open(_folder) : RunFolder.Create(_folder);

    private void Finish(SessionState state)
    {
        _clock.Stop();
        lock (_lock)
            Set(state);
        try
        {
            Save();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Message = "The folder of runs cannot be written: the run is not saved.";
        }
    }

    private void Set(SessionState state)
    {
        _state = state;
        Version++;
    }

    private void Save()
    {
        var file = new SessionFile(_request, State.ToString(), _started, Seconds, Parameters, Message);
        var path = Path.Combine(_folder, "studio.json");
        File.WriteAllBytes(path + ".tmp", JsonSerializer.SerializeToUtf8Bytes(file, SessionJson.Default.SessionFile));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static bool IsActive(SessionState state) =>
        state is SessionState.Preparing or SessionState.Running or SessionState.Paused or SessionState.Stopping;
}
