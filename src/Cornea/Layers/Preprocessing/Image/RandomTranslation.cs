namespace Cornea.Layers;

/// <summary>Moves images by random amounts. Keras: <c>keras.layers.RandomTranslation</c>.</summary>
/// <remarks>Amounts are parts of the height and width; positive ones move down and to the right. Output of the input's shape. Source:
/// Keras, <c>layers/preprocessing/image_preprocessing/random_translation.py</c>.</remarks>
public sealed class RandomTranslation : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="heightFactor">One number for amounts from minus it to it, or two ends, between -1 and 1.</param>
    /// <param name="widthFactor">Likewise to the right.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomTranslation(
        FactorRange heightFactor, FactorRange widthFactor, FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        HeightFactor = heightFactor.Around(-1, 1, "RandomTranslation");
        WidthFactor = widthFactor.Around(-1, 1, "RandomTranslation");
        FillMode = fillMode;
        Interpolation = interpolation;
        FillValue = fillValue;
    }

    /// <summary>The ends of the amounts down, in heights.</summary>
    public (double Low, double High) HeightFactor { get; }

    /// <summary>The ends of the amounts to the right, in widths.</summary>
    public (double Low, double High) WidthFactor { get; }

    /// <summary>What stands outside.</summary>
    public FillMode FillMode { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>For <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var down = key.PerImage(0, images, HeightFactor).Flatten() * images.Shape[1];
        var right = key.PerImage(1, images, WidthFactor).Flatten() * images.Shape[2];
        return ImageOps.AffineTransform(images, ImageTransforms.Translation(down, right), Interpolation, FillMode, FillValue);
    }
}
