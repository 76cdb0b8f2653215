namespace Cornea.Layers;

/// <summary>Shows images as if seen from another side: their corners are moved by chance. Keras:
/// <c>keras.layers.RandomPerspective</c>.</summary>
/// <remarks>Each corner of what is read lies up to scale / 2 of the height and width away from the image's. Output of the input's
/// shape. Source: Keras, <c>layers/preprocessing/image_preprocessing/random_perspective.py</c>.</remarks>
public sealed class RandomPerspective : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image is changed: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="scale">How far corners move.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">How points outside the boundaries of the input are filled.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomPerspective(
        FactorRange? factor = null, double scale = 0.3, Interpolation interpolation = Interpolation.Bilinear, double fillValue = 0,
        int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
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

    /// <summary>How points outside the boundaries of the input are filled.</summary>
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
