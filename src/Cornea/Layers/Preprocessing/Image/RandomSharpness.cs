namespace Cornea.Layers;

/// <summary>Blurs or sharpens images by random amounts. Keras: <c>keras.layers.RandomSharpness</c>.</summary>
/// <remarks>x + (1 - 2 f)(smooth - x): 0 is blurred, 0.5 as it was, 1 sharper. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_sharpness.py</c>.</remarks>
public sealed class RandomSharpness : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">One number for f between 0 and it, or two ends between 0 and 1.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomSharpness(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = factor.FromZero(0, 1, "RandomSharpness");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomSharpness");
    }

    /// <summary>The ends of f.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Sharpness(images, key.PerImage(0, images, Factor), ValueRange);
}
