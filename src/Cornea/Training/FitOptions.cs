using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>How a training runs, with all defaults worked out.</summary>
internal sealed record FitOptions(
    int Epochs,
    Verbosity Verbose,
    IReadOnlyList<Callback> Callbacks,
    int InitialEpoch,
    int? StepsPerEpoch,
    int? ValidationSteps,
    int ValidationFrequency,
    IProgress<TrainingProgress>? Progress,
    CancellationToken Cancellation,
    DataParallel? Strategy);
