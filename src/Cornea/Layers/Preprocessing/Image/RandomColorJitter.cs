namespace Cornea.Layers;

/// <summary>Changes brightness, contrast, saturation and hue by random amounts, one after the other. Keras:
/// <c>keras.layers.RandomColorJitter</c>.</summary>
/// <remarks>Those that have no factor are left out. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_color_jitter.py</c>.</remarks>
public sealed class RandomColorJitter : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="brightnessFactor">As that of <see cref="RandomBrightness"/>.</param>
    /// <param name="contrastFactor">As that of <see cref="RandomContrast"/>.</param>
    /// <param name="saturationFactor">As that of <see cref="RandomSaturation"/>.</param>
    /// <param name="hueFactor">As that of <see cref="RandomHue"/>.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomColorJitter(
        (double Low, double High)? valueRange = null, FactorRange? brightnessFactor = null, FactorRange? contrastFactor = null,
        FactorRange? saturationFactor = null, FactorRange? hueFactor = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomColorJitter");
        BrightnessFactor = brightnessFactor?.Around(-1, 1, "RandomColorJitter");
        ContrastFactor = contrastFactor is { } contrast ? (contrast.Low, contrast.High) : null;
        SaturationFactor = saturationFactor?.FromZero(0, 1, "RandomColorJitter");
        HueFactor = hueFactor?.FromZero(0, 1, "RandomColorJitter");
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>As that of <see cref="RandomBrightness"/>.</summary>
    public (double Low, double High)? BrightnessFactor { get; }

    /// <summary>As that of <see cref="RandomContrast"/>.</summary>
    public (double Low, double High)? ContrastFactor { get; }

    /// <summary>As that of <see cref="RandomSaturation"/>.</summary>
    public (double Low, double High)? SaturationFactor { get; }

    /// <summary>As that of <see cref="RandomHue"/>.</summary>
    public (double Low, double High)? HueFactor { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var x = images;
        if (BrightnessFactor is { } brightness)
            x = ImageAdjustments.Brightness(x, key.PerImage(0, images, brightness), ValueRange);
        if (ContrastFactor is { } contrast)
            x = ImageAdjustments.Contrast(x, key.PerImage(1, images, (1 - contrast.Low, 1 + contrast.High)), ValueRange);
        if (SaturationFactor is { } saturation)
            x = ImageAdjustments.Saturation(x, key.PerImage(2, images, saturation), ValueRange);
        if (HueFactor is not { } hue)
            return x;
        var sign = Tensor.Where(key.PerImage(4, images, (0, 1)) > 0.5, -1, 1).ToFloat32();
        return ImageAdjustments.Hue(x, key.PerImage(3, images, hue) * sign * 0.5, ValueRange);
    }
}
