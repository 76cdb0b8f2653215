namespace Cornea.Imaging;

/// <summary>
/// Convolution of signals with kernels, in one and two dimensions, as NumPy and SciPy define it. Integers stay integers.
/// </summary>
/// <remarks>
/// A convolution turns the kernel round before it slides over the signal, y[i] = Σ a[i - j] v[j]; a correlation does not,
/// y[i] = Σ a[i + j] v[j], and that is what convolutional layers compute.
/// </remarks>
public static class Signal
{
    // Up to here a fused sum of shifted signals is read and written once; more taps go to the convolution kernels.
    private const int FewTaps = 9;

    /// <summary>The convolution of two signals: <c>numpy.convolve(a, v, mode)</c>.</summary>
    /// <param name="a">One axis.</param>
    /// <param name="v">One axis. The longer of both is the signal, the other the kernel.</param>
    /// <param name="mode">How much is kept.</param>
    /// <exception cref="ShapeException">One of them has not one axis, or is empty.</exception>
    /// <example><c>Signal.Convolve(Tensor.From([1, 2, 3]), Tensor.From([0, 1, 2]))</c> is 0, 1, 4, 7, 6.</example>
    public static Tensor Convolve(Tensor a, Tensor v, ConvolveMode mode = ConvolveMode.Full)
    {
        CheckLine(a, v, "Convolve");
        return a.Size >= v.Size ? Slide(a, v.Reverse(0), mode, (v.Size - 1) / 2) : Slide(v, a.Reverse(0), mode, (a.Size - 1) / 2);
    }

    /// <summary>The correlation of two signals: <c>numpy.correlate(a, v, mode)</c>. Keras: <c>ops.correlate</c>.</summary>
    /// <param name="a">The signal, one axis.</param>
    /// <param name="v">The kernel, one axis; where it is longer the two are swapped and the result is reversed, as in NumPy.</param>
    /// <param name="mode">How much is kept.</param>
    /// <exception cref="ShapeException">One of them has not one axis.</exception>
    public static Tensor Correlate(Tensor a, Tensor v, ConvolveMode mode = ConvolveMode.Valid)
    {
        CheckLine(a, v, "Correlate");
        return a.Size >= v.Size ? Slide(a, v, mode, (v.Size - 1) / 2) : Correlate(v, a, mode).Reverse(0);
    }

    /// <summary>The convolution of images with a kernel, each channel on its own: <c>scipy.signal.convolve2d</c>, with zeros beyond the
    /// edge.</summary>
    /// <param name="image">(height, width), (height, width, channels) or (batch, height, width, channels).</param>
    /// <param name="kernel">(rows, columns).</param>
    /// <param name="mode">How much is kept.</param>
    /// <exception cref="ShapeException">The shapes are others, or with Valid the kernel does not fit.</exception>
    public static Tensor Convolve2D(Tensor image, Tensor kernel, ConvolveMode mode = ConvolveMode.Full)
    {
        CheckPlane(image, kernel, "Convolve2D");
        return Slide2D(image, kernel.Reverse(0, 1), mode, ((kernel.Shape[0] - 1) / 2, (kernel.Shape[1] - 1) / 2));
    }

    /// <summary>The correlation of images with a kernel, each channel on its own: what a convolutional layer computes.</summary>
    /// <param name="image">(height, width), (height, width, channels) or (batch, height, width, channels).</param>
    /// <param name="kernel">(rows, columns).</param>
    /// <param name="mode">How much is kept.</param>
    /// <exception cref="ShapeException">The shapes are others, or with Valid the kernel does not fit.</exception>
    public static Tensor Correlate2D(Tensor image, Tensor kernel, ConvolveMode mode = ConvolveMode.Valid)
    {
        CheckPlane(image, kernel, "Correlate2D");
        return Slide2D(image, kernel, mode, (kernel.Shape[0] / 2, kernel.Shape[1] / 2));
    }

    // The kernel is not turned any more; skipped: how many values of Full stand before Same.
    private static Tensor Slide(Tensor a, Tensor kernel, ConvolveMode mode, int skipped)
    {
        var taps = kernel.Size;
        var padded = mode == ConvolveMode.Valid ? a : a.Pad([taps - 1], [taps - 1]);
        var length = padded.Size - taps + 1;
        Tensor? sum = null;
        if (taps > FewTaps && DTypes.Promote(a.DType, kernel.DType).IsFloat())
        {
            var dtype = DTypes.Promote(a.DType, kernel.DType);
            sum = Tensor.Convolution(padded.Cast(dtype).Reshape(1, padded.Size, 1), kernel.Cast(dtype).Reshape(taps, 1, 1)).Flatten();
        }
        else
        {
            for (var i = 0; i < taps; i++)
            {
                var term = padded.Narrow(0, i, length) * kernel.Narrow(0, i, 1);
                sum = sum is null ? term : sum + term;
            }
        }
        return mode == ConvolveMode.Same ? sum!.Narrow(0, skipped, a.Size) : sum!;
    }

    private static Tensor Slide2D(Tensor image, Tensor kernel, ConvolveMode mode, (int Rows, int Columns) skipped)
    {
        var first = image.Rank == 4 ? 1 : 0;
        var (rows, columns) = (kernel.Shape[0], kernel.Shape[1]);
        var padded = image;
        if (mode != ConvolveMode.Valid)
        {
            var (low, high) = (new int[image.Rank], new int[image.Rank]);
            (low[first], high[first]) = mode == ConvolveMode.Full ? (rows - 1, rows - 1) : (rows - 1 - skipped.Rows, skipped.Rows);
            (low[first + 1], high[first + 1]) = mode == ConvolveMode.Full ? (columns - 1, columns - 1)
                : (columns - 1 - skipped.Columns, skipped.Columns);
            padded = image.Pad(low, high);
        }
        var (tall, wide) = (padded.Shape[first] - rows + 1, padded.Shape[first + 1] - columns + 1);
        if (tall < 1 || wide < 1)
        {
            throw new ShapeException(
                $"A kernel of shape {kernel.Shape} does not fit into images of shape {image.Shape}. Use Same or Full, or a smaller " +
                "kernel.");
        }
        if (rows * columns > FewTaps && DTypes.Promote(image.DType, kernel.DType).IsFloat())
        {
            // Each channel of each image is an image of its own.
            var dtype = DTypes.Promote(image.DType, kernel.DType);
            var planes = (image.Rank == 2 ? padded.ExpandDims(-1) : padded).MoveAxis(-1, first).Cast(dtype);
            var flat = planes.Reshape(-1, planes.Shape[^2], planes.Shape[^1], 1);
            var sums = Tensor.Convolution(flat, kernel.Cast(dtype).Reshape(rows, columns, 1, 1));
            var shaped = sums.Reshape(new Shape([.. planes.Shape[..^2], tall, wide])).MoveAxis(first, -1);
            return image.Rank == 2 ? shaped.Squeeze(-1) : shaped;
        }
        Tensor? sum = null;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var term = padded.Narrow(first, i, tall).Narrow(first + 1, j, wide) * kernel[i, j];
                sum = sum is null ? term : sum + term;
            }
        }
        return sum!;
    }

    private static void CheckLine(Tensor a, Tensor v, string who)
    {
        if (a.Rank != 1 || v.Rank != 1 || a.Size == 0 || v.Size == 0)
        {
            throw new ShapeException(
                $"{who} expects two signals of one axis with at least one value, but received {a.Shape} and {v.Shape}. Flatten them.");
        }
    }

    private static void CheckPlane(Tensor image, Tensor kernel, string who)
    {
        if (kernel.Rank != 2 || kernel.Size == 0 || image.Rank is < 2 or > 4)
        {
            throw new ShapeException(
                $"{who} expects images of 2 to 4 axes and a kernel (rows, columns), but received {image.Shape} and {kernel.Shape}.");
        }
    }
}
