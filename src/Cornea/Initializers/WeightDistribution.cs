namespace Cornea.Initializers;

/// <summary>What <see cref="VarianceScaling"/> draws from.</summary>
public enum WeightDistribution
{
    /// <summary>The normal distribution, drawn again where a value lies more than two standard deviations from 0.</summary>
    [ConfigName("truncated_normal", "normal")]
    TruncatedNormal,

    /// <summary>The normal distribution.</summary>
    UntruncatedNormal,

    /// <summary>The uniform distribution.</summary>
    Uniform,
}
