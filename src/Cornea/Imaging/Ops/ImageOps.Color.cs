namespace Cornea.Imaging;

public static partial class ImageOps
{
    // What counts as black: the spacing of float32 at 1.
    private const double Black = 1.1920929e-7;

    /// <summary>Grey images: 0.2989 red + 0.587 green + 0.114 blue (ITU-R BT.601). Images of one channel are handed on. Keras:
    /// <c>ops.image.rgb_to_grayscale</c>.</summary>
    /// <param name="images">One image or a batch, with 1 or 3 channels.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>The same with one channel; integers are cut off in their type.</returns>
    /// <exception cref="ShapeException">There are other numbers of channels.</exception>
    public static Tensor RgbToGrayscale(Tensor images, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "RgbToGrayscale");
        if (x.Shape[3] == 1)
            return images;
        var (red, green, blue) = Planes(x, "RgbToGrayscale");
        return form.Close((0.2989 * red + 0.587 * green + 0.114 * blue).Cast(images.DType));
    }

    /// <summary>Hue, saturation and value (brightness) of colours. Keras: <c>ops.image.rgb_to_hsv</c>.</summary>
    /// <remarks>Value is the largest channel m, saturation (m - least) / m, hue the angle on the colour circle as 0 to 1.</remarks>
    /// <param name="images">One image or a batch of floats, red, green, blue.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">There are not three channels.</exception>
    public static Tensor RgbToHsv(Tensor images, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "RgbToHsv");
        var (r, g, b) = Planes(Tensor.Where(Floats(x).Abs() < Black, 0, Floats(x)), "RgbToHsv");
        var value = Tensor.Maximum(Tensor.Maximum(r, g), b);
        var range = value - Tensor.Minimum(Tensor.Minimum(r, g), b);
        var saturation = Tensor.Where(value > 0, range / Tensor.Where(value > 0, value, 1), 0);
        var norm = 1 / (6 * Tensor.Where(range > 0, range, 1));
        var hue = Tensor.Where(
            value.EqualTo(r), norm * (g - b), Tensor.Where(value.EqualTo(g), norm * (b - r) + 2.0 / 6, norm * (r - g) + 4.0 / 6));
        hue = Tensor.Where(range > 0, hue, 0);
        return form.Close(Tensor.Concat([hue + (hue < 0).Cast(hue.DType), saturation, value], 3));
    }

    /// <summary>Colours of hue, saturation and value: the way back from <see cref="RgbToHsv"/>. Keras:
    /// <c>ops.image.hsv_to_rgb</c>.</summary>
    /// <param name="images">One image or a batch of floats, hue, saturation, value.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">There are not three channels.</exception>
    public static Tensor HsvToRgb(Tensor images, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "HsvToRgb");
        var (hue, saturation, value) = Planes(Floats(x), "HsvToRgb");
        var angle = hue % 1 * 6;
        var rest = 1 - saturation;
        var red = value * (rest + saturation * ((angle - 3).Abs() - 1).Clip(0, 1));
        var green = value * (rest + saturation * (2 - (angle - 2).Abs()).Clip(0, 1));
        var blue = value * (rest + saturation * (2 - (angle - 4).Abs()).Clip(0, 1));
        return form.Close(Tensor.Concat([red, green, blue], 3));
    }

    private static (Tensor First, Tensor Second, Tensor Third) Planes(Tensor x, string who) => x.Shape[3] == 3
        ? (x.Narrow(3, 0, 1), x.Narrow(3, 1, 1), x.Narrow(3, 2, 1))
        : throw new ShapeException($"{who} expects images with 3 channels, but received {x.Shape[3]}. Check the data format.");
}
