namespace Cornea.Layers;

/// <summary>How <see cref="Attention"/> computes the scores of queries and keys.</summary>
public enum AttentionScoreMode
{
    /// <summary>The dot product of query and key.</summary>
    Dot,

    /// <summary>The sum of tanh(query + key) over the features, multiplied by a learned weight.</summary>
    [ConfigName("concat")]
    Concatenate,
}
