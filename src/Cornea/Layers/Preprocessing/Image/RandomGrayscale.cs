namespace Cornea.Layers;

/// <summary>Makes images grey by chance; the number of channels stays. Keras: <c>keras.layers.RandomGrayscale</c>.</summary>
/// <remarks><see cref="ImageOps.RgbToGrayscale"/> in all channels. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_grayscale.py</c>.</remarks>
public sealed class RandomGrayscale : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">The probability that an image becomes grey.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomGrayscale(double factor = 0.5, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        Factor = Require.Rate(factor, "RandomGrayscale");
    }

    /// <summary>The probability that an image becomes grey.</summary>
    public double Factor { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        Tensor.Where(key.PerImage(0, images, (0, 1)) < Factor, ImageOps.RgbToGrayscale(images), images);
}
