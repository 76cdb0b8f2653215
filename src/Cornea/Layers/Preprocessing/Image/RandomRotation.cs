namespace Cornea.Layers;

/// <summary>Turns images by random angles around their middle. Keras: <c>keras.layers.RandomRotation</c>.</summary>
/// <remarks>Angles are parts of a whole turn, counter-clockwise where positive. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_rotation.py</c>.</remarks>
public sealed class RandomRotation : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for angles from minus it to it, or two ends, in whole turns between -1 and 1.</param>
    /// <param name="fillMode">How points outside the boundaries of the input are filled.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomRotation(
        FactorRange factor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, int? seed = null,
        double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor.Around(-1, 1, "RandomRotation");
        FillMode = fillMode;
        Interpolation = interpolation;
        FillValue = fillValue;
    }

    /// <summary>The ends of the angles, in whole turns.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>How points outside the boundaries of the input are filled.</summary>
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
