namespace Cornea.Training;

/// <summary>Takes a mean over all shards while their functions run.</summary>
/// <param name="number">Which of the means.</param>
/// <param name="part">The shard's part.</param>
/// <param name="mean">Where the mean goes.</param>
internal delegate void MeanExchange(int number, ReadOnlySpan<float> part, Span<float> mean);
