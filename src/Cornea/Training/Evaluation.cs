namespace Cornea.Training;

/// <summary>One pass over some data without moving the weights; the figures stand in the accumulators afterwards.</summary>
internal static class Evaluation
{
    public static void Run(StepRunner runner, TrainingSetup setup, Readout readout, IReadOnlyList<Callback> callbacks)
    {
        setup.ResetTrackers();
        var logs = new Logs(values => readout.Fill(values));
        foreach (var callback in callbacks)
            callback.OnTestBegin();
        for (var step = 0; step < runner.Plan.Steps; step++)
        {
            foreach (var callback in callbacks)
                callback.OnTestBatchBegin(step);
            runner.Run(step);
            logs.Invalidate();
            foreach (var callback in callbacks)
                callback.OnTestBatchEnd(step, logs);
        }
        logs.Invalidate();
        foreach (var callback in callbacks)
            callback.OnTestEnd(logs);
    }
}
