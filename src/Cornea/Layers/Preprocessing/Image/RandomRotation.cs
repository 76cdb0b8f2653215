namespace Cornea.Layers;

/// <summary>Turns images by random angles around their middle. Keras: <c>keras.layers.RandomRotation</c>.</summary>
/// <remarks>Angles are parts of a whole turn, counter-clockwise where positive. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_rotation.py</c>.</remarks>
public sealed class RandomRotation : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">One number for angles from minus it to it, or two ends, in whole turns between -1 and 1.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomRotation(
        FactorRange factor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear,
        double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        Factor = factor.Around(-1, 1, "RandomRotation");
        FillMode = fillMode;
        Interpolation = interpolation;
        FillValue = fillValue;
    }

    /// <summary>The ends of the angles, in whole turns.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>What stands outside.</summary>
    public FillMode FillMode { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>For <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var angle = key.PerImage(0, images, Factor).Flatten() * (2 * Math.PI);
        var turn = ImageTransforms.Rotation(angle, images.Shape[1], images.Shape[2]);
        return ImageOps.AffineTransform(images, turn, Interpolation, FillMode, FillValue);
    }
}
