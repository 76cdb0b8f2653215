namespace Cornea.Layers;

/// <summary>Changes the contrast of images by random factors. Keras: <c>keras.layers.RandomContrast</c>.</summary>
/// <remarks>(x - mean) · f + mean for each channel, f between 1 - low and 1 + high, within the range of values. Output of the input's
/// shape. Source: Keras, <c>layers/preprocessing/image_preprocessing/random_contrast.py</c>.</remarks>
public sealed class RandomContrast : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for both low and high, or low and high themselves.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomContrast(
        FactorRange factor, (double Low, double High)? valueRange = null, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor is { Low: >= 0, High: <= 1 } ? (factor.Low, factor.High) : factor.FromZero(0, 1, "RandomContrast");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomContrast");
    }

    /// <summary>How far factors lie below and above 1.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Contrast(images, key.PerImage(0, images, (1 - Factor.Low, 1 + Factor.High)), ValueRange);
}
