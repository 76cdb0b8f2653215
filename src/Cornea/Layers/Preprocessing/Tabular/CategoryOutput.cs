namespace Cornea.Layers;

/// <summary>What a layer for categories puts out.</summary>
public enum CategoryOutput
{
    /// <summary>The number of the category itself.</summary>
    [ConfigName("int", "index")]
    Index,

    /// <summary>A row with a one at each number.</summary>
    OneHot,

    /// <summary>One row per sample with ones at all its numbers.</summary>
    MultiHot,

    /// <summary>One row per sample with how often each number occurs.</summary>
    Count,

    /// <summary>
    /// One row per sample with how often each number occurs, times the logarithm of 1 + samples / (1 + samples in which it occurs).
    /// For texts only.
    /// </summary>
    [ConfigName("tf_idf")]
    TfIdf,
}
