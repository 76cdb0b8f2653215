namespace Cornea.Quantization;

/// <summary>How the range of a layer's inputs is chosen from those of some samples. Larger inputs are clipped.</summary>
public enum CalibrationMethod
{
    /// <summary>The largest magnitude: nothing that was seen is clipped.</summary>
    MinMax,

    /// <summary>The magnitude that a share of all inputs does not exceed (<see cref="QuantizationOptions.Percentile"/>).</summary>
    Percentile,
}
