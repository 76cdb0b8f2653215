namespace Cornea.Layers;

/// <summary>Turns the colours of images by random angles. Keras: <c>keras.layers.RandomHue</c>.</summary>
/// <remarks>Hue plus or minus factor / 2 of the colour circle. Three channels; output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_hue.py</c>.</remarks>
public sealed class RandomHue : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for factors between 0 and it, or two ends between 0 and 1.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomHue(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor.FromZero(0, 1, "RandomHue");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomHue");
    }

    /// <summary>The ends of the factor.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var sign = Tensor.Where(key.PerImage(1, images, (0, 1)) > 0.5, -1, 1).ToFloat32();
        return ImageAdjustments.Hue(images, key.PerImage(0, images, Factor) * sign * 0.5, ValueRange);
    }
}
