namespace Cornea.Training;

/// <summary>Where a training stands, reported a few times a second and after each epoch.</summary>
/// <param name="Epoch">The running epoch, from 0.</param>
/// <param name="Epochs">The number of the last epoch, counted from 1.</param>
/// <param name="Step">Batches done in this epoch.</param>
/// <param name="Steps">Batches of an epoch.</param>
/// <param name="Values">The running metrics; at the end of an epoch with those of the validation.</param>
/// <param name="EpochEnded">Whether the epoch is over.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, IReadOnlyList<KeyValuePair<string, double>> Values, bool EpochEnded);
