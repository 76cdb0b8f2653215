namespace Cornea.Serving;

/// <summary>
/// Lets samples of different length share a batch: the first axis of a sample, where the model leaves it open, is filled up at its end to
/// the next multiple. The model must mask what was filled in (<c>Masking</c>, <c>Embedding(maskZero: true)</c>), so that each
/// answer is what its sample alone would get; a server tries that before it starts, and refuses the model otherwise.
/// </summary>
/// <param name="Multiple">Lengths are filled up to a multiple of this number of time steps.</param>
/// <param name="Value">What is filled in: the value that the model masks.</param>
public sealed record SequencePadding(int Multiple = 16, float Value = 0);
