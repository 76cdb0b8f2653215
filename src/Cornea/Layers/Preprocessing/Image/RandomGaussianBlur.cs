namespace Cornea.Layers;

/// <summary>Blurs images by chance. Keras: <c>keras.layers.RandomGaussianBlur</c>.</summary>
/// <remarks><see cref="ImageOps.GaussianBlur"/> with deviations drawn for the batch, down and across. Output of the input's shape.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/random_gaussian_blur.py</c>.</remarks>
public sealed class RandomGaussianBlur : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">The probability that an image is blurred: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="kernelSize">Rows and columns of the kernel, odd.</param>
    /// <param name="sigma">The standard deviation in pixels: one number for deviations between 0 and it, or two ends.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomGaussianBlur(
        FactorRange? factor = null, int kernelSize = 3, FactorRange? sigma = null, (double Low, double High)? valueRange = null,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomGaussianBlur");
        KernelSize = kernelSize > 0 && kernelSize % 2 == 1
            ? kernelSize
            : throw new ArgumentOutOfRangeException(nameof(kernelSize), "RandomGaussianBlur expects an odd kernel size. 3 or 5 is usual.");
        Sigma = (sigma ?? 1).FromZero(0, double.MaxValue, "RandomGaussianBlur");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomGaussianBlur");
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Rows and columns of the kernel, odd.</summary>
    public int KernelSize { get; }

    /// <summary>The ends of the standard deviation.</summary>
    public (double Low, double High) Sigma { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        Tensor Sigma(int stream) => key.Stream(stream).Uniform(Shape.Scalar, this.Sigma.Low, this.Sigma.High) + 1e-6;
        var blurred = ImageOps.Blurred(images, (KernelSize, KernelSize), (Sigma(2), Sigma(3)));
        return Tensor.Where(key.Chance(0, images, Factor), blurred, images).Clip(ValueRange.Low, ValueRange.High);
    }
}
