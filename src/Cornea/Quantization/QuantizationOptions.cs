namespace Cornea.Quantization;

/// <summary>How <see cref="Model.Quantize(Tensors, QuantizationOptions?)"/> quantizes.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How the ranges of inputs are chosen.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>For <see cref="CalibrationMethod.Percentile"/>: how many of a hundred inputs are not clipped, above 0 and at most
    /// 100.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>Samples that are run at once for calibration.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether a layer is quantized, by its name; every layer that can be where null.</summary>
    /// <remarks>The first and the last layer lose most where a network is small.</remarks>
    public Func<string, bool>? Layers { get; init; }

    /// <summary>
    /// Whether all quantized layers round their inputs. Otherwise the weights of each are of 8 bits, but where float32 computes faster
    /// (depthwise and 3x3 convolutions, few channels) inputs stay as they are, which costs less accuracy. Set it for a network that goes
    /// to a runtime or a processor that multiplies bytes alone.
    /// </summary>
    public bool RoundsAllInputs { get; init; }
}
