namespace Cornea.Layers;

/// <summary>Shows images as if seen from another side: their corners are moved by chance. Keras:
/// <c>keras.layers.RandomPerspective</c>.</summary>
/// <remarks>Each corner of what is read lies up to scale / 2 of the height and width away from the image's. Output of the input's
/// shape. Source: Keras, <c>layers/preprocessing/image_preprocessing/random_perspective.py</c>.</remarks>
public sealed class RandomPerspective : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">The probability that an image is changed: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="scale">How far corners move.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">What stands outside.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomPerspective(
        FactorRange? factor = null, double scale = 0.3, Interpolation interpolation = Interpolation.Bilinear, double fillValue = 0,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomPerspective");
        Scale = scale;
        Interpolation = interpolation;
        FillValue = fillValue;
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>How far corners move.</summary>
    public double Scale { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>What stands outside.</summary>
    public double FillValue { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var (batch, right, bottom) = (images.Shape[0], images.Shape[2] - 1, images.Shape[1] - 1);
        var corners = Tensor.From(new float[,] { { 0, 0 }, { right, 0 }, { 0, bottom }, { right, bottom } }).ExpandDims(0);
        corners = corners.BroadcastTo(new Shape(batch, 4, 2));
        var moves = key.Stream(2).Uniform(corners.Shape, -Scale / 2, Scale / 2) * Tensor.From(new float[] { right, bottom });
        var seen = ImageOps.PerspectiveTransform(images, corners + moves, corners, Interpolation, FillValue);
        return Tensor.Where(key.Chance(0, images, Factor), seen, images);
    }
}
