namespace Cornea.Runs;

/// <summary>One line of a run's history: the metrics after an epoch, or after a batch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Training steps since the beginning of the training.</param>
/// <param name="Time">When it was written, in UTC.</param>
/// <param name="Seconds">How long the epoch took, its validation included; for a batch the time since the epoch began.</param>
/// <param name="LearningRate">The learning rate of the optimizer; NaN where it has none.</param>
/// <param name="Metrics">The metrics by name.</param>
public sealed record RunEntry(
    int Epoch, long Step, DateTimeOffset Time, double Seconds, double LearningRate, IReadOnlyDictionary<string, double> Metrics);
