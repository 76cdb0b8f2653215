namespace Cornea.Imaging;

/// <summary>
/// The classical image filters: each slides a small kernel over grey or colour images and keeps their size. Images are
/// (height, width), (height, width, channels) or (batch, height, width, channels); each channel is filtered on its own.
/// </summary>
/// <remarks>Kernels are not turned round (a correlation, as in a convolutional layer). Results are floats and are not clipped to a
/// range.</remarks>
public static class ImageFilter
{
    /// <summary>Slides a kernel over images.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="kernel">(rows, columns); both odd, so that it has a centre.</param>
    /// <param name="border">What stands beyond the edge; zero for Constant.</param>
    /// <exception cref="ShapeException">The kernel has another shape.</exception>
    public static Tensor Apply(Tensor images, Tensor kernel, FillMode border = FillMode.Nearest)
    {
        if (kernel.Rank != 2 || kernel.Shape[0] % 2 == 0 || kernel.Shape[1] % 2 == 0)
        {
            throw new ShapeException(
                $"ImageFilter.Apply expects a kernel with an odd number of rows and columns, but received shape {kernel.Shape}.");
        }
        return Signal.Correlate2D(Surrounded(images, kernel.Shape[0] / 2, kernel.Shape[1] / 2, border), kernel);
    }

    /// <summary>The mean of the pixels around: blurs.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="size">Rows and columns of the window, odd.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor Box(Tensor images, int size = 3, FillMode border = FillMode.Nearest) =>
        Separable(images, Tensor.Full(new Shape(Odd(size)), 1.0 / size), border);

    /// <summary>The mean of the pixels around, nearer ones counting more: blurs without corners.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="sigma">The standard deviation in pixels.</param>
    /// <param name="size">Rows and columns of the window, odd; 6 sigma and no more where null.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor Gaussian(Tensor images, double sigma = 1, int? size = null, FillMode border = FillMode.Nearest)
    {
        if (!(sigma > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma),
                FormattableString.Invariant($"ImageFilter.Gaussian expects a standard deviation above 0, but received {sigma}."));
        }
        return Separable(images, AxisProduct.Gaussian(Odd(size ?? 2 * (int)Math.Ceiling(3 * sigma) + 1), Tensor.Full(Shape.Scalar, sigma)),
            border);
    }

    /// <summary>Upright edges: how fast images become brighter to the right, smoothed downwards.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor SobelX(Tensor images, FillMode border = FillMode.Nearest) => Apply(images, SobelAcross, border);

    /// <summary>Level edges: how fast images become brighter downwards, smoothed to the right.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor SobelY(Tensor images, FillMode border = FillMode.Nearest) => Apply(images, SobelAcross.Transpose(), border);

    /// <summary>Edges of all directions: sqrt(x² + y²) of both Sobel filters.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor SobelMagnitude(Tensor images, FillMode border = FillMode.Nearest) =>
        Hypotenuse.Of(SobelX(images, border), SobelY(images, border));

    /// <summary>The sum of the second differences: 0 on slopes, large at edges and dots.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor Laplacian(Tensor images, FillMode border = FillMode.Nearest) =>
        Apply(images, Tensor.From(new float[,] { { 0, 1, 0 }, { 1, -4, 1 }, { 0, 1, 0 } }), border);

    /// <summary>The images less their Laplacian: edges stand out.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor Sharpen(Tensor images, FillMode border = FillMode.Nearest) =>
        Apply(images, Tensor.From(new float[,] { { 0, -1, 0 }, { -1, 5, -1 }, { 0, -1, 0 } }), border);

    /// <summary>The images as a relief, lit from the upper left.</summary>
    /// <param name="images">2 to 4 axes.</param>
    /// <param name="border">What stands beyond the edge.</param>
    public static Tensor Emboss(Tensor images, FillMode border = FillMode.Nearest) =>
        Apply(images, Tensor.From(new float[,] { { -2, -1, 0 }, { -1, 1, 1 }, { 0, 1, 2 } }), border);

    private static Tensor SobelAcross => Tensor.From(new float[,] { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } });

    private static Tensor Separable(Tensor images, Tensor kernel, FillMode border)
    {
        var half = kernel.Size / 2;
        var around = Surrounded(images, half, half, border);
        return Signal.Correlate2D(Signal.Correlate2D(around, kernel.ExpandDims(1)), kernel.ExpandDims(0));
    }

    private static Tensor Surrounded(Tensor images, int rows, int columns, FillMode border)
    {
        if (images.Rank is < 2 or > 4)
            throw new ShapeException($"ImageFilter expects images of 2 to 4 axes, but received shape {images.Shape}. Reshape them.");
        var x = images.DType.IsFloat() ? images : images.ToFloat32();
        var first = images.Rank == 4 ? 1 : 0;
        if (border != FillMode.Constant)
        {
            var down = Tensor.From(PixelReading.Around(x.Shape[first], rows, rows, border));
            var across = Tensor.From(PixelReading.Around(x.Shape[first + 1], columns, columns, border));
            return x.Gather(down, first).Gather(across, first + 1);
        }
        var sides = new int[x.Rank];
        (sides[first], sides[first + 1]) = (rows, columns);
        return x.Pad(sides, sides);
    }

    private static int Odd(int size) => size > 0 && size % 2 == 1
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size),
            FormattableString.Invariant($"ImageFilter expects an odd window size, but received {size}. 3 or 5 is usual."));
}
