namespace Cornea.Data;

/// <summary>An element of a <see cref="Dataset"/>: one sample, or after <see cref="Dataset.Batch"/> a batch of them.</summary>
/// <param name="X">The inputs; a batch has the samples along the first axis.</param>
/// <param name="Y">The targets; empty where there are none.</param>
/// <param name="Weights">A weight per sample; empty where all weigh the same.</param>
public sealed record Sample(Tensors X, Tensors Y = default, Tensors Weights = default)
{
    /// <summary>Which rows of a batch these are, where they are not all; null where they are.</summary>
    internal BatchRows? Rows { get; init; }

    /// <summary>An input and its target.</summary>
    /// <param name="pair">The pair.</param>
    public static implicit operator Sample((Tensor X, Tensor Y) pair) => new(pair.X, pair.Y);

    /// <summary>An input, its target and its weight.</summary>
    /// <param name="parts">The three.</param>
    public static implicit operator Sample((Tensor X, Tensor Y, Tensor Weight) parts) => new(parts.X, parts.Y, parts.Weight);

    /// <summary>An input alone.</summary>
    /// <param name="x">The input.</param>
    public static implicit operator Sample(Tensor x) => new(x, default);
}
