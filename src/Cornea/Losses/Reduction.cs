namespace Cornea.Losses;

/// <summary>How the values of a loss become one number.</summary>
public enum Reduction
{
    /// <summary>The sum over the number of values; sample weights multiply but do not change the divisor.</summary>
    SumOverBatchSize,

    /// <summary>The same as <see cref="SumOverBatchSize"/>: Keras has both names.</summary>
    Mean,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The weighted mean: the sum over the sum of the sample weights.</summary>
    MeanWithSampleWeight,

    /// <summary>No reduction: one value per sample.</summary>
    [ConfigName("none", "None")]
    None,
}
