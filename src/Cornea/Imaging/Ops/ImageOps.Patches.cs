namespace Cornea.Imaging;

public static partial class ImageOps
{
    /// <summary>All patches of images, each as one row of channels. Keras: <c>ops.image.extract_patches</c>.</summary>
    /// <param name="images">One image or a batch.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="strides">How far patches lie apart; their size where null.</param>
    /// <param name="dilation">How far the pixels of a patch lie apart.</param>
    /// <param name="same">Whether images are padded with zeros so that patches start at every stride; else patches lie wholly
    /// inside.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>(batch, rows, columns, patch rows · patch columns · channels).</returns>
    /// <exception cref="ShapeException">A patch does not fit.</exception>
    public static Tensor ExtractPatches(
        Tensor images, (int Height, int Width) size, (int Height, int Width)? strides = null, int dilation = 1, bool same = false,
        DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "ExtractPatches");
        var (down, across) = strides ?? size;
        var (extentHigh, extentWide) = ((size.Height - 1) * dilation + 1, (size.Width - 1) * dilation + 1);
        if (same)
        {
            var high = Math.Max(0, ((x.Shape[1] + down - 1) / down - 1) * down + extentHigh - x.Shape[1]);
            var wide = Math.Max(0, ((x.Shape[2] + across - 1) / across - 1) * across + extentWide - x.Shape[2]);
            x = x.Pad([0, high / 2, wide / 2, 0], [0, high - high / 2, wide - wide / 2, 0]);
        }
        var (rows, columns) = ((x.Shape[1] - extentHigh) / down + 1, (x.Shape[2] - extentWide) / across + 1);
        if (x.Shape[1] < extentHigh || x.Shape[2] < extentWide)
        {
            throw new ShapeException(
                $"ExtractPatches takes patches of {extentHigh} by {extentWide} pixels, but received images of shape {images.Shape}. " +
                "Take smaller ones.");
        }
        var pixels = new List<Tensor>();
        for (var i = 0; i < size.Height; i++)
        {
            for (var j = 0; j < size.Width; j++)
            {
                var (top, left) = (i * dilation, j * dilation);
                var (lines, positions) = (Slice.Step(top, top + (rows - 1) * down + 1, down),
                    Slice.Step(left, left + (columns - 1) * across + 1, across));
                pixels.Add(x[Slice.All, lines, positions]);
            }
        }
        return form.Close(Tensor.Concat(pixels, 3));
    }

    /// <summary>A part of images. Keras: <c>ops.image.crop_images</c>.</summary>
    /// <param name="images">One image or a batch.</param>
    /// <param name="top">Rows to leave out above.</param>
    /// <param name="left">Columns to leave out on the left.</param>
    /// <param name="height">Rows to keep.</param>
    /// <param name="width">Columns to keep.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">The images are smaller.</exception>
    public static Tensor CropImages(
        Tensor images, int top, int left, int height, int width, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "CropImages");
        if (top < 0 || left < 0 || height < 1 || width < 1 || top + height > x.Shape[1] || left + width > x.Shape[2])
        {
            throw new ShapeException(
                $"CropImages takes {height} rows from {top} and {width} columns from {left}, but received images of shape " +
                $"{images.Shape}. Keep inside.");
        }
        return form.Close(x.Narrow(1, top, height).Narrow(2, left, width));
    }

    /// <summary>Images with more around them. Keras: <c>ops.image.pad_images</c>.</summary>
    /// <param name="images">One image or a batch.</param>
    /// <param name="top">Rows to add above.</param>
    /// <param name="left">Columns to add on the left.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="fillValue">What is added.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">The result would be smaller than the images.</exception>
    public static Tensor PadImages(
        Tensor images, int top, int left, int height, int width, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "PadImages");
        var (bottom, right) = (height - top - x.Shape[1], width - left - x.Shape[2]);
        if (top < 0 || left < 0 || bottom < 0 || right < 0)
        {
            throw new ShapeException(
                $"PadImages makes {height} rows and {width} columns with {top} and {left} added before, but received images of " +
                $"shape {images.Shape}. Make them larger.");
        }
        return form.Close(x.Pad([0, top, left, 0], [0, bottom, right, 0], fillValue));
    }
}
