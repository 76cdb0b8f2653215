namespace Cornea.Layers;

/// <summary>Slants images by random amounts, to either side. Keras: <c>keras.layers.RandomShear</c>.</summary>
/// <remarks>Pixel (x, y) is read at (x + s y, y + t x), both amounts with one random sign. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_shear.py</c>.</remarks>
public sealed class RandomShear : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="xFactor">One number for amounts from minus it to it, or two ends between 0 and 1.</param>
    /// <param name="yFactor">Likewise down.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomShear(
        FactorRange? xFactor = null, FactorRange? yFactor = null, Interpolation interpolation = Interpolation.Bilinear,
        FillMode fillMode = FillMode.Reflect, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        XFactor = (xFactor ?? 0).Around(0, 1, "RandomShear");
        YFactor = (yFactor ?? 0).Around(0, 1, "RandomShear");
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

    /// <summary>What stands outside.</summary>
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
