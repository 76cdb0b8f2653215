namespace Cornea.Imaging;

public static partial class ImageOps
{
    /// <summary>Images blurred with a Gaussian; beyond the edge is zero. Keras: <c>ops.image.gaussian_blur</c>.</summary>
    /// <param name="images">One image or a batch.</param>
    /// <param name="kernelSize">Rows and columns of the kernel, odd; (3, 3) where null.</param>
    /// <param name="sigma">Standard deviations down and across, in pixels; (1, 1) where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is even or a deviation is not above 0.</exception>
    public static Tensor GaussianBlur(
        Tensor images, (int Height, int Width)? kernelSize = null, (double Height, double Width)? sigma = null,
        DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "GaussianBlur");
        var (size, deviations) = (kernelSize ?? (3, 3), sigma ?? (1, 1));
        if (size.Height < 1 || size.Width < 1 || size.Height % 2 == 0 || size.Width % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(kernelSize),
                $"GaussianBlur expects an odd kernel size, but received {size}. 3 or 5 is usual.");
        }
        if (!(deviations.Height > 0 && deviations.Width > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma),
                $"GaussianBlur expects standard deviations above 0, but received {FormattableString.Invariant($"{deviations}")}. " +
                "1 is usual.");
        }
        return form.Close(Blurred(
            Floats(x), size, (Tensor.Full(Shape.Scalar, deviations.Height), Tensor.Full(Shape.Scalar, deviations.Width))));
    }

    /// <summary>How fast images change downwards and to the right: the Sobel filters. Keras: <c>ops.image.sobel_edges</c>.</summary>
    /// <remarks>Beyond the edge its pixel is repeated. Each channel on its own.</remarks>
    /// <param name="images">One image or a batch.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>The images' shape and a last axis of two: down, right.</returns>
    public static Tensor SobelEdges(Tensor images, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "SobelEdges");
        return Tensor.Stack([form.Close(ImageFilter.SobelY(x)), form.Close(ImageFilter.SobelX(x))], -1);
    }

    /// <summary>The structural similarity of pairs of images: 1 where they are equal. Keras: <c>ops.image.ssim</c>.</summary>
    /// <remarks>
    /// The mean over windows and channels of (2 μaμb + c1)(2 σab + c2) / ((μa² + μb² + c1)(σa² + σb² + c2)) with Gaussian windows that lie
    /// wholly inside, c = (k · maximum)². Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment", 2004.
    /// </remarks>
    /// <param name="first">One image or a batch.</param>
    /// <param name="second">Of the same shape.</param>
    /// <param name="maximum">The largest possible value: 1 or 255.</param>
    /// <param name="filterSize">Rows and columns of a window.</param>
    /// <param name="filterSigma">Its standard deviation.</param>
    /// <param name="k1">Keeps the brightness term finite.</param>
    /// <param name="k2">Keeps the contrast term finite.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>(batch), or one number for one image.</returns>
    /// <exception cref="ShapeException">Shapes differ, or images are smaller than the window.</exception>
    public static Tensor Ssim(
        Tensor first, Tensor second, double maximum, int filterSize = 11, double filterSigma = 1.5, double k1 = 0.01, double k2 = 0.03,
        DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (a, form) = ImageForm.Open(Floats(first), dataFormat, "Ssim");
        var (b, _) = ImageForm.Open(Floats(second), dataFormat, "Ssim");
        if (first.Shape != second.Shape || a.Shape[1] < filterSize || a.Shape[2] < filterSize)
        {
            throw new ShapeException(
                $"Ssim expects two images of one shape with at least {filterSize} rows and columns, but received {first.Shape} and " +
                $"{second.Shape}. Make the filter smaller.");
        }
        var kernel = AxisProduct.Gaussian(filterSize, Tensor.Full(Shape.Scalar, filterSigma));
        Tensor Mean(Tensor x) => AxisProduct.Slide(AxisProduct.Slide(x, 1, kernel), 2, kernel);
        var (c1, c2) = (k1 * maximum * k1 * maximum, k2 * maximum * k2 * maximum);
        var (meanA, meanB) = (Mean(a), Mean(b));
        var (squares, product) = (meanA.Square() + meanB.Square(), meanA * meanB);
        var brightness = (2 * product + c1) / (squares + c1);
        var contrast = (2 * (Mean(a * b) - product) + c2) / (Mean(a.Square() + b.Square()) - squares + c2);
        var similarity = (brightness * contrast).Mean([1, 2, 3]);
        return form.Single ? similarity.Squeeze(0) : similarity;
    }

    /// <summary>The ratio of the largest possible value to the error, in decibels: 20 log10(maximum) - 10 log10(mean squared error).
    /// Keras: <c>ops.psnr</c>.</summary>
    /// <param name="first">Any tensor.</param>
    /// <param name="second">Of the same shape.</param>
    /// <param name="maximum">The largest possible value: 1 or 255.</param>
    /// <returns>One number.</returns>
    /// <exception cref="ShapeException">Shapes differ.</exception>
    public static Tensor Psnr(Tensor first, Tensor second, double maximum)
    {
        if (first.Shape != second.Shape)
            throw new ShapeException($"Psnr expects two tensors of one shape, but received {first.Shape} and {second.Shape}.");
        var error = (Floats(first) - Floats(second)).Square().Mean();
        return 20 * Math.Log10(maximum) - error.Log() * (10 / Math.Log(10));
    }

    // (batch, height, width, channels) padded with zeros, then a correlation per axis.
    internal static Tensor Blurred(Tensor x, (int Height, int Width) size, (Tensor Height, Tensor Width) sigma)
    {
        var (high, wide) = (size.Height / 2, size.Width / 2);
        var padded = x.Pad([0, high, wide, 0], [0, high, wide, 0]);
        var down = AxisProduct.Slide(padded, 1, AxisProduct.Gaussian(size.Height, sigma.Height));
        return AxisProduct.Slide(down, 2, AxisProduct.Gaussian(size.Width, sigma.Width));
    }
}
