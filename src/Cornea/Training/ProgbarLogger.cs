using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// Prints the progress of a run as Keras does. Every run with a <see cref="Verbosity"/> above silent has one.
/// Keras: <c>keras.callbacks.ProgbarLogger</c>.
/// </summary>
/// <remarks>The metrics are read from the step only when the bar is drawn, at most twenty times a second.</remarks>
public sealed class ProgbarLogger : Callback
{
    private const double Interval = 0.05;
    private readonly List<(string Name, double Value)> _values = [];
    private ProgressBar? _bar;
    private long _drawn;
    private int _steps;
    private bool _training;

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnTrainBegin() => _training = true;

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs) => _training = false;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        if (Parameters.Epochs > 1)
            Trainer.Output.Writer.Write(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{Parameters.Epochs}\n"));
        Start();
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs) => Draw(batch, logs);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs) => Finish(logs);

    /// <inheritdoc/>
    public override void OnTestBegin()
    {
        if (!_training)
            Start();
    }

    /// <inheritdoc/>
    public override void OnTestBatchEnd(int batch, Logs logs)
    {
        if (!_training)
            Draw(batch, logs);
    }

    /// <inheritdoc/>
    public override void OnTestEnd(Logs logs)
    {
        if (!_training)
            Finish(logs);
    }

    /// <inheritdoc/>
    public override void OnPredictBegin() => Start();

    /// <inheritdoc/>
    public override void OnPredictBatchEnd(int batch) => Draw(batch, null);

    /// <inheritdoc/>
    public override void OnPredictEnd() => Finish(null);

    private void Start()
    {
        var output = Trainer.Output;
        _bar = new ProgressBar(
            Parameters.Steps > 0 ? Parameters.Steps : null, output.Writer, output.Terminal, Parameters.Verbose, output.Clock,
            interval: Interval);
        _drawn = output.Clock.GetTimestamp();
        _steps = 0;
    }

    private void Draw(int batch, Logs? logs)
    {
        _steps = batch + 1;
        var now = Trainer.Output.Clock.GetTimestamp();
        // The first step is always told, so that the bar can leave it out of the mean time of a step.
        if (_bar is null || (_steps > 1 && Trainer.Output.Clock.GetElapsedTime(_drawn, now).TotalSeconds < Interval
            && _steps < Parameters.Steps))
        {
            return;
        }
        _drawn = now;
        Update(logs, finish: false);
    }

    private void Finish(Logs? logs)
    {
        Update(logs, finish: true);
        _bar = null;
    }

    private void Update(Logs? logs, bool finish)
    {
        _values.Clear();
        if (logs is not null && (finish || Parameters.Verbose == Verbosity.Bar))
        {
            foreach (var (name, value) in logs)
                _values.Add((name, value));
        }
        _bar?.Update(_steps, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values), finish);
    }
}
