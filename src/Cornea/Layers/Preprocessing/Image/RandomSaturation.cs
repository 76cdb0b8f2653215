namespace Cornea.Layers;

/// <summary>Makes colours paler or fuller by random amounts. Keras: <c>keras.layers.RandomSaturation</c>.</summary>
/// <remarks>Saturation times f / (1 - f): 0 is grey, 0.5 as it was, 1 as full as can be. Three channels; output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_saturation.py</c>.</remarks>
public sealed class RandomSaturation : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for f between 0 and it, or two ends between -1 and 1, as Keras writes them; below 0 is grey.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomSaturation(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor.FromZero(-1, 1, "RandomSaturation");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomSaturation");
    }

    /// <summary>The ends of f.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Saturation(images, key.PerImage(0, images, Factor), ValueRange);
}
