namespace Cornea.Layers;

/// <summary>Slants images by random amounts, to either side. Keras: <c>keras.layers.RandomShear</c>.</summary>
/// <remarks>Pixel (x, y) is read at (x + s y, y + t x), both amounts with one random sign. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_shear.py</c>.</remarks>
public sealed class RandomShear : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="xFactor">One number for amounts from minus it to it, or two ends between 0 and 1.</param>
    /// <param name="yFactor">Likewise down.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillMode">How points outside the boundaries of the input are filled.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomShear(
        FactorRange? xFactor = null, FactorRange? yFactor = null, Interpolation interpolation = Interpolation.Bilinear,
        FillMode fillMode = FillMode.Reflect, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        XFactor = (xFactor ?? 0).Around(-1, 1, "RandomShear");
        YFactor = (yFactor ?? 0).Around(-1, 1, "RandomShear");
        Interpolation = interpolation;
        FillMode = fillMode;
        FillValue = fillValue;
    }

    /// <summary>The ends of the amounts across.</summary>
    public (double Low, double High) XFactor { get; }

    /// <summary>The ends of the amounts down.</summary>
    public (double Low, double High) YFactor { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>How points outside the boundaries of the input are filled.</summary>
    public FillMode FillMode { get; }

    /// <summary>For <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var sign = Tensor.Where(key.PerImage(0, images, (0, 1)).Flatten() > 0.5, -1, 1).ToFloat32();
        var across = key.PerImage(1, images, XFactor).Flatten() * sign;
        var down = key.PerImage(2, images, YFactor).Flatten() * sign;
        return ImageOps.AffineTransform(images, ImageTransforms.Shear(across, down), Interpolation, FillMode, FillValue);
    }
}
