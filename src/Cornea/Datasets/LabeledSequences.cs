namespace Cornea.Datasets;

/// <summary>Texts as sequences of word numbers, and what each of them is about.</summary>
/// <param name="Sequences">The word numbers of each text; <see cref="PadSequences"/> makes rows of them.</param>
/// <param name="Labels">Int32 [n], the class of each text.</param>
public sealed record LabeledSequences(IReadOnlyList<IReadOnlyList<int>> Sequences, Tensor Labels);
