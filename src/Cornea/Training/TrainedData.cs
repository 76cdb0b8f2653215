namespace Cornea.Training;

/// <summary>What a training knows of its data, so that one that goes on is on the same.</summary>
/// <param name="BatchSize">Samples of the first batch.</param>
/// <param name="Samples">Samples in all; null where nobody knows before the end.</param>
/// <param name="Batches">Batches of a pass; null where nobody knows before its end.</param>
internal sealed record TrainedData(int BatchSize, int? Samples, int? Batches);
