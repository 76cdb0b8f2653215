namespace Cornea.Layers;

/// <summary>Keeps only the upper bits of values. Keras: <c>keras.layers.RandomPosterization</c>.</summary>
/// <remarks>Of eight bits for the range of values; a number drawn from two ends lies below the upper one. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_posterization.py</c>.</remarks>
public sealed class RandomPosterization : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">How many bits stay, 1 to 8: one number, or two ends of which the upper is left out.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomPosterization(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor is { Low: >= 1, High: <= 8 } ? (factor.Low, factor.High) : factor.FromZero(1, 8, "RandomPosterization");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomPosterization");
    }

    /// <summary>The ends of the number of bits.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var (least, most) = ((int)Factor.Low, (int)Factor.High);
        var bits = key.Integers(new Shape(images.Shape[0], 1, 1, 1), least, Math.Max(most, least + 1));
        return ImageAdjustments.Posterization(images, bits, ValueRange);
    }
}
