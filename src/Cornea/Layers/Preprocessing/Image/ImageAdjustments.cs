namespace Cornea.Layers;

/// <summary>Changes of colours. Images are (batch, height, width, channels); strengths are (batch, 1, 1, 1).</summary>
internal static class ImageAdjustments
{
    // 2 to the power of how many of 8 bits are dropped.
    private static readonly float[] Steps = [256, 128, 64, 32, 16, 8, 4, 2, 1];

    public static Tensor Brightness(Tensor images, Tensor delta, (double Low, double High) range) =>
        (images + delta * (range.High - range.Low)).Clip(range.Low, range.High);

    public static Tensor Contrast(Tensor images, Tensor factor, (double Low, double High) range)
    {
        var mean = images.Mean([1, 2], true);
        return ((images - mean) * factor + mean).Clip(range.Low, range.High);
    }

    // 0 is grey, 0.5 as it was, 1 full colours.
    public static Tensor Saturation(Tensor images, Tensor factor, (double Low, double High) range)
    {
        var hsv = ImageOps.RgbToHsv(ValueRange.Open(images, range, 1));
        var saturation = (hsv.Narrow(3, 1, 1) * (factor / (1 - factor + 1e-7))).Clip(0, 1);
        return ValueRange.Close(ImageOps.HsvToRgb(Tensor.Concat([hsv.Narrow(3, 0, 1), saturation, hsv.Narrow(3, 2, 1)], 3)), range, 1);
    }

    // Turns of the colour circle.
    public static Tensor Hue(Tensor images, Tensor turn, (double Low, double High) range)
    {
        var hsv = ImageOps.RgbToHsv(ValueRange.Open(images, range, 1));
        var turned = Tensor.Concat([(hsv.Narrow(3, 0, 1) + turn) % 1, hsv.Narrow(3, 1, 2)], 3);
        return ValueRange.Close(ImageOps.HsvToRgb(turned).Clip(0, 1), range, 1);
    }

    // 0 as it was, 1 grey.
    public static Tensor Degeneration(Tensor images, Tensor factor, (double Low, double High) range) =>
        (images + factor * (ImageOps.RgbToGrayscale(images) - images)).Clip(range.Low, range.High);

    // 0 blurred, 0.5 as it was, 1 sharper.
    public static Tensor Sharpness(Tensor images, Tensor factor, (double Low, double High) range)
    {
        const double Side = 1.0 / 13;
        var kernel = Tensor.From(new[,] { { Side, Side, Side }, { Side, 5 * Side, Side }, { Side, Side, Side } }).ToFloat32();
        var smooth = Signal.Correlate2D(images, kernel, ConvolveMode.Same);
        return (images + (1 - 2 * factor) * (smooth - images)).Clip(range.Low, range.High);
    }

    /// <param name="images">The images.</param>
    /// <param name="bits">How many of the eight bits stay, int32, (batch, 1, 1, 1).</param>
    /// <param name="range">Of values.</param>
    public static Tensor Posterization(Tensor images, Tensor bits, (double Low, double High) range)
    {
        var step = Tensor.From(Steps).Gather(bits);
        var bytes = ValueRange.Open(images, range, 255).Clip(0, 255);
        return ValueRange.Close((bytes / step).Floor() * step, range, 255);
    }

    // Addition and threshold as parts of the range; what is at the threshold or above is inverted.
    public static Tensor Solarization(Tensor images, Tensor addition, Tensor threshold, (double Low, double High) range)
    {
        var x = (ValueRange.Open(images, range, 1) + addition).Clip(0, 1);
        return ValueRange.Close(Tensor.Where(x < threshold, x, 1 - x), range, 1);
    }
}
