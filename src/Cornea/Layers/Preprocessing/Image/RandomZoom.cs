namespace Cornea.Layers;

/// <summary>Shows more or less of images. Keras: <c>keras.layers.RandomZoom</c>.</summary>
/// <remarks>The picture is seen 1 + factor times as wide: positive factors zoom out, negative ones in. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_zoom.py</c>.</remarks>
public sealed class RandomZoom : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="heightFactor">One number for factors from minus it to it, or two ends, between -1 and 1.</param>
    /// <param name="widthFactor">Likewise across; the factor drawn for the height where null, which keeps proportions.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomZoom(
        FactorRange heightFactor, FactorRange? widthFactor = null, FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        HeightFactor = heightFactor.Around(-1, 1, "RandomZoom");
        WidthFactor = widthFactor?.Around(-1, 1, "RandomZoom");
        FillMode = fillMode;
        Interpolation = interpolation;
        FillValue = fillValue;
    }

    /// <summary>The ends of the factors down.</summary>
    public (double Low, double High) HeightFactor { get; }

    /// <summary>The ends of the factors across; null for those of the height.</summary>
    public (double Low, double High)? WidthFactor { get; }

    /// <summary>What stands outside.</summary>
    public FillMode FillMode { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>For <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var tall = key.PerImage(0, images, HeightFactor).Flatten() + 1;
        var wide = WidthFactor is { } range ? key.PerImage(1, images, range).Flatten() + 1 : tall;
        var zoom = ImageTransforms.Zoom(tall, wide, images.Shape[1], images.Shape[2]);
        return ImageOps.AffineTransform(images, zoom, Interpolation, FillMode, FillValue);
    }
}
