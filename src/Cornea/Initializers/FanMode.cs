namespace Cornea.Initializers;

/// <summary>Which count of connections <see cref="VarianceScaling"/> divides by.</summary>
public enum FanMode
{
    /// <summary>The inputs of one unit.</summary>
    FanIn,

    /// <summary>The outputs of one input.</summary>
    FanOut,

    /// <summary>The mean of both.</summary>
    [ConfigName("fan_avg")]
    FanAverage,
}
