namespace Cornea.Training;

/// <summary>One pass over some batches without moving the weights, in accumulators of its own.</summary>
internal static class EvaluationPass
{
    /// <summary>The loss and the metrics, in the order of Keras's evaluate.</summary>
    public static (IReadOnlyList<string> Names, double[] Values) Run(
        Trainer trainer, StepRunner runner, BatchSource source, int? steps, IReadOnlyList<Callback> callbacks, string action,
        CancellationToken cancellation)
    {
        var setup = trainer.RequireSetup("be evaluated");
        if (source.IsEndless && steps is null)
        {
            throw new ArgumentException(
                $"{action} received a dataset that never ends (Repeat without a count). Say how many batches to take: " +
                $"{(action == "Evaluate" ? "steps" : "validationSteps")}.");
        }
        var session = new MetricSession();
        var metrics = new MetricReader(trainer, session);
        var logs = new Logs(values => metrics.Fill(values));
        foreach (var callback in callbacks)
            callback.OnTestBegin();
        source.Open(0, 0, cancellation);
        var step = 0;
        for (; step != steps && source.MoveNext(); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var callback in callbacks)
                callback.OnTestBatchBegin(step);
            lock (trainer.Gate)
            {
                setup.Enter(session);
                runner.Test(source);
            }
            logs.Invalidate();
            foreach (var callback in callbacks)
                callback.OnTestBatchEnd(step, logs);
        }
        if (step == 0)
            throw new ArgumentException($"{action} received a dataset without a batch. Check its source, Take, Skip and dropRemainder.");
        if (step < steps && source is DatasetBatches)
        {
            trainer.Warn(new TrainingWarning(TrainingWarningKind.TooFewBatches,
                $"{action} was to take {steps} batches, but the dataset made {step}. Ask for fewer, or repeat the dataset."));
        }
        logs.Invalidate();
        foreach (var callback in callbacks)
            callback.OnTestEnd(logs);
        return metrics.Read();
    }
}
