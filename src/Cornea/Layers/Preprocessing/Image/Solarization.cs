namespace Cornea.Layers;

/// <summary>Inverts the bright pixels of images. Keras: <c>keras.layers.Solarization</c>.</summary>
/// <remarks>To x the addition is added, within the range of values; what is then at the threshold or above becomes high - (x - low).
/// Without arguments all pixels are inverted. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/solarization.py</c>.</remarks>
public sealed class Solarization : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="additionFactor">One number for additions between 0 and it, or two ends, in parts of the range.</param>
    /// <param name="thresholdFactor">One number for thresholds between 0 and it, or two ends, in parts of the range.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Solarization(
        FactorRange? additionFactor = null, FactorRange? thresholdFactor = null, (double Low, double High)? valueRange = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        AdditionFactor = (additionFactor ?? 0).FromZero(0, 1, "Solarization");
        ThresholdFactor = (thresholdFactor ?? 0).FromZero(0, 1, "Solarization");
        ValueRange = Layers.ValueRange.Checked(valueRange, "Solarization");
    }

    /// <summary>The ends of the addition.</summary>
    public (double Low, double High) AdditionFactor { get; }

    /// <summary>The ends of the threshold.</summary>
    public (double Low, double High) ThresholdFactor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Solarization(
            images, key.PerImage(0, images, AdditionFactor), key.PerImage(1, images, ThresholdFactor), ValueRange);
}
