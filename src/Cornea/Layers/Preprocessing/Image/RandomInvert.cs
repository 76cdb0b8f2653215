namespace Cornea.Layers;

/// <summary>Turns images into their negatives by chance. Keras: <c>keras.layers.RandomInvert</c>.</summary>
/// <remarks>The largest value less x. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_invert.py</c>.</remarks>
public sealed class RandomInvert : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">The probability that an image is inverted: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomInvert(
        FactorRange? factor = null, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
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
