using System.Diagnostics;

namespace Cornea.Studio.Training;

/// <summary>Tells a session about each moment of its training, and holds it up while it is paused.</summary>
/// <remarks>
/// Keras's figures of a batch are running means of the epoch. Between two readings after m and n samples they give the mean of the
/// samples between: (n mean(n) - m mean(m)) / (n - m), which is what the curve shows. They are read ten times a second at most.
/// </remarks>
internal sealed class FollowTraining(TrainingSession session, int batchSize, int samples) : Callback
{
    private const double Interval = 0.1;

    private long _read;
    private int _epoch;
    private (int Samples, double Loss, double Accuracy) _before;

    public override void OnTrainBegin() => session.Began(this);

    public override void OnEpochBegin(int epoch)
    {
        _epoch = epoch;
        _before = default;
    }

    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        var steps = Parameters.Steps;
        session.Stepped(_epoch, batch + 1, steps);
        var last = batch + 1 == steps;
        if (last || _read == 0 || Stopwatch.GetElapsedTime(_read).TotalSeconds >= Interval)
        {
            _read = Stopwatch.GetTimestamp();
            var seen = Math.Min((batch + 1) * batchSize, samples);
            var (loss, accuracy) = (logs["loss"], logs["accuracy"]);
            var between = seen - _before.Samples;
            if (between > 0)
            {
                session.Record(new CurvePoint(
                    _epoch + ((batch + 1) / (double)steps), Trainer.TrainedSteps, session.Seconds,
                    ((loss * seen) - (_before.Loss * _before.Samples)) / between,
                    Math.Clamp(((accuracy * seen) - (_before.Accuracy * _before.Samples)) / between, 0, 1)));
            }
            _before = (seen, loss, accuracy);
        }
    }

    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (Trainer.Position is { History.WasCanceled: true })
            return;
        session.Record(new EpochPoint(
            epoch + 1, session.Seconds, logs["loss"], logs["accuracy"], logs.Find("val_loss") ?? double.NaN,
            logs.Find("val_accuracy") ?? double.NaN, Model.Optimizer!.LearningRateValue));
    }

    // After the backup that stands before it in the list: what is waited for is saved already.
    public override void OnPositionReached(TrainingPosition position) => session.Wait(this);
}
