namespace Cornea.Layers;

/// <summary>Makes images grey by chance; the number of channels stays. Keras: <c>keras.layers.RandomGrayscale</c>.</summary>
/// <remarks><see cref="ImageOps.RgbToGrayscale"/> in all channels. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_grayscale.py</c>.</remarks>
public sealed class RandomGrayscale : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image becomes grey.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomGrayscale(
        double factor = 0.5, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = Require.Rate(factor, "RandomGrayscale");
    }

    /// <summary>The probability that an image becomes grey.</summary>
    public double Factor { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        Tensor.Where(key.PerImage(0, images, (0, 1)) < Factor, ImageOps.RgbToGrayscale(images), images);
}
