namespace Cornea.Layers;

/// <summary>Inverts the bright pixels of images. Keras: <c>keras.layers.Solarization</c>.</summary>
/// <remarks>To x the addition is added, within the range of values; what is then at the threshold or above becomes high - (x - low).
/// Without arguments all pixels are inverted. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/solarization.py</c>.</remarks>
public sealed class Solarization : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="additionFactor">One number for additions between 0 and it, or two ends, in parts of the range.</param>
    /// <param name="thresholdFactor">One number for thresholds between 0 and it, or two ends, in parts of the range.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Solarization(
        FactorRange? additionFactor = null, FactorRange? thresholdFactor = null, (double Low, double High)? valueRange = null,
        int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
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
