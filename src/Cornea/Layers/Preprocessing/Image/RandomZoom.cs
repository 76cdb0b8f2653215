namespace Cornea.Layers;

/// <summary>Shows more or less of images. Keras: <c>keras.layers.RandomZoom</c>.</summary>
/// <remarks>The picture is seen 1 + factor times as wide: positive factors zoom out, negative ones in. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_zoom.py</c>.</remarks>
public sealed class RandomZoom : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="heightFactor">One number for factors from minus it to it, or two ends, between -1 and 1.</param>
    /// <param name="widthFactor">Likewise across; the factor drawn for the height where null, which keeps proportions.</param>
    /// <param name="fillMode">How points outside the boundaries of the input are filled.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomZoom(
        FactorRange heightFactor, FactorRange? widthFactor = null, FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear, int? seed = null, double fillValue = 0,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
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

    /// <summary>How points outside the boundaries of the input are filled.</summary>
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
