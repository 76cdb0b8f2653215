namespace Cornea.Datasets;

/// <summary>Which words of a text keep their numbers, and what stands for the others. The defaults are Keras's.</summary>
public sealed record WordNumberOptions
{
    /// <summary>Numbers from here on become <see cref="Unknown"/>: the words are numbered from the most frequent down. Null for the
    /// largest number there is.</summary>
    public int? NumWords { get; init; }

    /// <summary>Numbers below become <see cref="Unknown"/>.</summary>
    public int SkipTop { get; init; }

    /// <summary>Texts of this length or longer are left out; null for none.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What stands before each text; null for nothing.</summary>
    public int? Start { get; init; } = 1;

    /// <summary>What stands for a word without a number; null to leave it out.</summary>
    public int? Unknown { get; init; } = 2;

    /// <summary>What is added to the number of each word, so that those below are free: 0 for padding, start, unknown.</summary>
    public int IndexFrom { get; init; } = 3;

    /// <summary>The seed of the order.</summary>
    public uint Seed { get; init; } = 113;
}
