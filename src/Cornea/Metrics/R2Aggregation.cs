namespace Cornea.Metrics;

/// <summary>How the scores of several outputs become one.</summary>
public enum R2Aggregation
{
    /// <summary>One score per output.</summary>
    [ConfigName(null)]
    None,

    /// <summary>The mean.</summary>
    UniformAverage,

    /// <summary>The mean weighted by the variance of each output's targets.</summary>
    VarianceWeightedAverage,
}
