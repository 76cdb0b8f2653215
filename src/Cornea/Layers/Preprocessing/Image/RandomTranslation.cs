namespace Cornea.Layers;

/// <summary>Moves images by random amounts. Keras: <c>keras.layers.RandomTranslation</c>.</summary>
/// <remarks>Amounts are parts of the height and width; positive ones move down and to the right. Output of the input's shape. Source:
/// Keras, <c>layers/preprocessing/image_preprocessing/random_translation.py</c>.</remarks>
public sealed class RandomTranslation : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="heightFactor">One number for amounts from minus it to it, or two ends, between -1 and 1.</param>
    /// <param name="widthFactor">Likewise to the right.</param>
    /// <param name="fillMode">How points outside the boundaries of the input are filled.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomTranslation(
        FactorRange heightFactor, FactorRange widthFactor, FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear, int? seed = null, double fillValue = 0,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
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

    /// <summary>How points outside the boundaries of the input are filled.</summary>
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
