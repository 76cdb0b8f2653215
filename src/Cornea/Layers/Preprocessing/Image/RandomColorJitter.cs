namespace Cornea.Layers;

/// <summary>Changes brightness, contrast, saturation and hue by random amounts, one after the other. Keras:
/// <c>keras.layers.RandomColorJitter</c>.</summary>
/// <remarks>Those that have no factor are left out. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_color_jitter.py</c>.</remarks>
public sealed class RandomColorJitter : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="brightnessFactor">As that of <see cref="RandomBrightness"/>.</param>
    /// <param name="contrastFactor">As that of <see cref="RandomContrast"/>.</param>
    /// <param name="saturationFactor">As that of <see cref="RandomSaturation"/>.</param>
    /// <param name="hueFactor">As that of <see cref="RandomHue"/>.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomColorJitter(
        (double Low, double High)? valueRange = null, FactorRange? brightnessFactor = null, FactorRange? contrastFactor = null,
        FactorRange? saturationFactor = null, FactorRange? hueFactor = null, int? seed = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
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
