namespace Cornea.Layers;

/// <summary>Blurs images by chance. Keras: <c>keras.layers.RandomGaussianBlur</c>.</summary>
/// <remarks><see cref="ImageOps.GaussianBlur"/> with deviations drawn for the batch, down and across. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_gaussian_blur.py</c>.</remarks>
public sealed class RandomGaussianBlur : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image is blurred: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="kernelSize">Height and width of the kernel, odd; 3 when not given.</param>
    /// <param name="sigma">The standard deviation in pixels: one number for deviations between 0 and it, or two ends.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomGaussianBlur(
        FactorRange? factor = null, PerAxis kernelSize = default, FactorRange? sigma = null, (double Low, double High)? valueRange = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomGaussianBlur");
        KernelSize = kernelSize.Expand(2, 3, "RandomGaussianBlur", nameof(kernelSize)) is var size && size.All(length => length % 2 == 1)
            ? size
            : throw new ArgumentOutOfRangeException(nameof(kernelSize), "RandomGaussianBlur expects an odd kernel size. 3 or 5 is usual.");
        Sigma = (sigma ?? 1).FromZero(0, double.MaxValue, "RandomGaussianBlur");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomGaussianBlur");
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Height and width of the kernel, odd; 3 when not given.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>The ends of the standard deviation.</summary>
    public (double Low, double High) Sigma { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        Tensor Sigma(int stream) => key.Stream(stream).Uniform(Shape.Scalar, this.Sigma.Low, this.Sigma.High) + 1e-6;
        var blurred = ImageOps.Blurred(images, (KernelSize[0], KernelSize[1]), (Sigma(2), Sigma(3)));
        return Tensor.Where(key.Chance(0, images, Factor), blurred, images).Clip(ValueRange.Low, ValueRange.High);
    }
}
