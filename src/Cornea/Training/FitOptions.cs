namespace Cornea.Training;

/// <summary>How a training runs, with all defaults worked out.</summary>
internal sealed record FitOptions(
    int BatchSize,
    int Epochs,
    Verbosity Verbose,
    bool Shuffle,
    IReadOnlyList<Callback> Callbacks,
    int InitialEpoch,
    int? StepsPerEpoch,
    int ValidationBatchSize,
    int ValidationFrequency,
    IProgress<TrainingProgress>? Progress,
    CancellationToken Cancellation,
    Action<TrainingWarning> Warn);
