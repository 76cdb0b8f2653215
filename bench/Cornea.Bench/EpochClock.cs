using System.Diagnostics;

namespace Cornea.Bench;

/// <summary>
/// Times the training part of each epoch (shuffling, forward, backward, update and metrics; no validation), and inside it
/// stretches of as many steps as in the peer's script, so that those which others disturbed can be set aside.
/// </summary>
/// <param name="stretchSteps">Steps of a stretch.</param>
internal sealed class EpochClock(int stretchSteps) : Callback
{
    private readonly List<double> _epochs = [];
    private readonly List<double> _validations = [];
    private readonly List<Stretch> _stretches = [];
    private Stretch.Mark _mark;
    private long _begin;
    private bool _trains;

    /// <summary>Seconds of the training part of each epoch.</summary>
    public IReadOnlyList<double> Epochs => _epochs;

    /// <summary>Seconds of each validation.</summary>
    public IReadOnlyList<double> Validations => _validations;

    /// <summary>Stretches of steps, without those of the first epoch.</summary>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    public override void OnEpochBegin(int epoch)
    {
        _trains = true;
        _begin = Stopwatch.GetTimestamp();
        _mark = Stretch.Begin();
    }

    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if ((batch + 1) % stretchSteps != 0)
            return;
        var stretch = _mark.End();
        if (_epochs.Count > 0)
            _stretches.Add(stretch);
        _mark = Stretch.Begin();
    }

    public override void OnTestBegin()
    {
        if (_trains)
            EndTraining();
        _begin = Stopwatch.GetTimestamp();
    }

    public override void OnTestEnd(Logs logs) => _validations.Add(Stopwatch.GetElapsedTime(_begin).TotalSeconds);

    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (_trains)
            EndTraining();
    }

    private void EndTraining()
    {
        _trains = false;
        _epochs.Add(Stopwatch.GetElapsedTime(_begin).TotalSeconds);
    }
}
