namespace Cornea.Metrics;

/// <summary>How <see cref="AUC"/> sums the areas between adjacent thresholds.</summary>
public enum AUCSummation
{
    /// <summary>By the mean height; for precision over recall, by interpolated counts (Davis and Goadrich 2006).</summary>
    Interpolation,

    /// <summary>By the larger height: a bound from above.</summary>
    Majoring,

    /// <summary>By the smaller height: a bound from below.</summary>
    Minoring,
}
