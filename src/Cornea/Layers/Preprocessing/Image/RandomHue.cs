namespace Cornea.Layers;

/// <summary>Turns the colours of images by random angles. Keras: <c>keras.layers.RandomHue</c>.</summary>
/// <remarks>Hue plus or minus factor / 2 of the colour circle. Three channels; output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_hue.py</c>.</remarks>
public sealed class RandomHue : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">One number for factors between 0 and it, or two ends between 0 and 1.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomHue(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        Factor = factor.FromZero(0, 1, "RandomHue");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomHue");
    }

    /// <summary>The ends of the factor.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var sign = Tensor.Where(key.PerImage(1, images, (0, 1)) > 0.5, -1, 1).ToFloat32();
        return ImageAdjustments.Hue(images, key.PerImage(0, images, Factor) * sign * 0.5, ValueRange);
    }
}
