namespace Cornea.Layers;

/// <summary>Turns images into their negatives by chance. Keras: <c>keras.layers.RandomInvert</c>.</summary>
/// <remarks>The largest value less x. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_invert.py</c>.</remarks>
public sealed class RandomInvert : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image is inverted: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomInvert(
        FactorRange? factor = null, (double Low, double High)? valueRange = null, int? seed = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomInvert");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomInvert");
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        Tensor.Where(key.Chance(0, images, Factor), ValueRange.High - images, images);
}
