namespace Cornea.Layers;

/// <summary>Makes images brighter or darker by random amounts. Keras: <c>keras.layers.RandomBrightness</c>.</summary>
/// <remarks>x + factor · (high - low), within the range of values. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_brightness.py</c>.</remarks>
public sealed class RandomBrightness : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for amounts from minus it to it, or two ends, between -1 (black) and 1 (white).</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomBrightness(
        FactorRange factor, (double Low, double High)? valueRange = null, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor.Around(-1, 1, "RandomBrightness");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomBrightness");
    }

    /// <summary>The ends of the amounts.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Brightness(images, key.PerImage(0, images, Factor), ValueRange);
}
