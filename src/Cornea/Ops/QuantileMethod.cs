namespace Cornea;

/// <summary>What a quantile is that lies between two values.</summary>
public enum QuantileMethod
{
    /// <summary>On the line between them.</summary>
    Linear,

    /// <summary>The smaller.</summary>
    Lower,

    /// <summary>The larger.</summary>
    Higher,

    /// <summary>Halfway.</summary>
    Midpoint,

    /// <summary>The nearer; halfway the one with an even number.</summary>
    Nearest,
}
