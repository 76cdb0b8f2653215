namespace Cornea.Layers;

/// <summary>Distorts images by chance as if drawn on rubber. Keras: <c>keras.layers.RandomElasticTransform</c>.</summary>
/// <remarks><see cref="ImageOps.ElasticTransform"/> with alpha 0.1 s times the longer and sigma 0.05 s times the shorter side, s drawn
/// for the batch. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_elastic_transform.py</c>.</remarks>
public sealed class RandomElasticTransform : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image is changed: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="scale">The strength s: one number for strengths between 0 and it, or two ends.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillMode">How points outside the boundaries of the input are filled.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomElasticTransform(
        FactorRange? factor = null, FactorRange? scale = null, Interpolation interpolation = Interpolation.Bilinear,
        FillMode fillMode = FillMode.Reflect, double fillValue = 0, (double Low, double High)? valueRange = null, int? seed = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomElasticTransform");
        Scale = (scale ?? 1).FromZero(0, 1, "RandomElasticTransform");
        Interpolation = interpolation;
        FillMode = fillMode;
        FillValue = fillValue;
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomElasticTransform");
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The ends of the strength.</summary>
    public (double Low, double High) Scale { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>How points outside the boundaries of the input are filled.</summary>
    public FillMode FillMode { get; }

    /// <summary>For <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var (longer, shorter) = (Math.Max(images.Shape[1], images.Shape[2]), Math.Min(images.Shape[1], images.Shape[2]));
        var scale = key.Stream(2).Uniform(Shape.Scalar, Scale.Low, Scale.High) + 1e-6;
        // As many taps as the largest sigma asks for.
        var taps = (int)(6 * 0.05 * Scale.High * shorter) | 1;
        var moved = ImageOps.Elastic(
            images, key.Stream(3), (scale * (0.1 * longer), scale * (0.05 * shorter)), taps,
            ImageOps.Linear(Interpolation, ClassName), FillMode, FillValue);
        return Tensor.Where(key.Chance(0, images, Factor), moved, images).Clip(ValueRange.Low, ValueRange.High);
    }
}
