namespace Cornea.Runs;

/// <summary>What the model predicted for one of the samples of a run after an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Index">Which sample, from 0.</param>
/// <param name="Prediction">The first output of the model for it, row-major.</param>
public sealed record RunSample(int Epoch, int Index, IReadOnlyList<double> Prediction);
