namespace Cornea.Layers;

/// <summary>Makes images brighter or darker by random amounts. Keras: <c>keras.layers.RandomBrightness</c>.</summary>
/// <remarks>x + factor · (high - low), within the range of values. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_brightness.py</c>.</remarks>
public sealed class RandomBrightness : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">One number for amounts from minus it to it, or two ends, between -1 (black) and 1 (white).</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomBrightness(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
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
