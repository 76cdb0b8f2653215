namespace Cornea.Imaging;

/// <summary>
/// Functions of images, as compositions of tensor operations: they have gradients and run inside a model. Images are
/// (height, width, channels) or (batch, height, width, channels), or with channels first where a data format says so.
/// Keras: <c>keras.ops.image</c>.
/// </summary>
public static partial class ImageOps
{
    /// <summary>Images of another size. Keras: <c>ops.image.resize</c>.</summary>
    /// <remarks>
    /// Pixel centres lie at (i + 0.5) / n. One linear map per axis. Integers come back
    /// rounded in their type.
    /// </remarks>
    /// <param name="images">One image or a batch.</param>
    /// <param name="height">New number of rows.</param>
    /// <param name="width">New number of columns.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="antialias">Whether every pixel counts where images become smaller. Nearest takes no notice.</param>
    /// <param name="aspectRatio">What happens to images of other proportions.</param>
    /// <param name="fillValue">What they are padded with.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">These are not images.</exception>
    public static Tensor Resize(
        Tensor images, int height, int width, Interpolation interpolation = Interpolation.Bilinear, bool antialias = false,
        AspectRatio aspectRatio = AspectRatio.Stretch, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        if (height < 1 || width < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(height),
                $"Resize expects a height and width of 1 or more, but received {height} and {width}.");
        }
        var (x, form) = ImageForm.Open(images, dataFormat, "Resize");
        x = aspectRatio switch
        {
            AspectRatio.Crop => Proportioned(x, height, width),
            AspectRatio.Pad => Framed(x, height, width, fillValue),
            _ => x,
        };
        var (rows, columns) = (x.Shape[1], x.Shape[2]);
        if (interpolation == Interpolation.Nearest)
        {
            if (rows != height)
                x = x.Gather(Tensor.From(ResizeWeights.Nearest(rows, height)), 1);
            return form.Close(columns == width ? x : x.Gather(Tensor.From(ResizeWeights.Nearest(columns, width)), 2));
        }
        var y = x.DType.IsFloat() ? x : x.ToFloat32();
        if (rows != height)
            y = AxisProduct.Along(y, 1, ResizeWeights.Matrix(rows, height, interpolation, antialias));
        if (columns != width)
            y = AxisProduct.Along(y, 2, ResizeWeights.Matrix(columns, width, interpolation, antialias));
        return form.Close(y.DType == x.DType ? y : Rounded(y, x.DType));
    }

    // The largest centred window of the proportions height : width.
    private static Tensor Proportioned(Tensor x, int height, int width)
    {
        var (rows, columns) = (x.Shape[1], x.Shape[2]);
        var high = Math.Max(Math.Min(rows, (int)((double)columns * height / width)), 1);
        var wide = Math.Max(Math.Min(columns, (int)((double)rows * width / height)), 1);
        return x.Narrow(1, (rows - high) / 2, high).Narrow(2, (columns - wide) / 2, wide);
    }

    private static Tensor Framed(Tensor x, int height, int width, double fillValue)
    {
        var (rows, columns) = (x.Shape[1], x.Shape[2]);
        var (high, wide) = (Math.Max(rows, (int)((double)columns * height / width)),
            Math.Max(columns, (int)((double)rows * width / height)));
        int[] sides = [0, (high - rows) / 2, (wide - columns) / 2, 0];
        return x.Pad(sides, sides, fillValue);
    }

    private static Tensor Rounded(Tensor x, DType dtype) => dtype == DType.UInt8 ? x.Round().Clip(0, 255).Cast(dtype)
        : x.Round().Cast(dtype);
}
