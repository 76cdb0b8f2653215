namespace Cornea.Imaging;

/// <summary>Makes of a picture of a handwritten digit what MNIST's pictures are, so that a network trained on them can read it.</summary>
/// <remarks>
/// MNIST's digits were cut out, scaled so that the longer side is 20 pixels, and moved so that their centre of mass lies on pixel
/// (14, 14) of 28 x 28. A digit that is larger, thinner, off the centre or dark on light is a picture that such a network never saw,
/// which is the usual reason for wrong answers. A picture of MNIST comes out as it went in.
/// Source: LeCun, Cortes, Burges, "The MNIST database", section on preprocessing.
/// </remarks>
/// <example><code>
/// var digit = DigitImage.Normalize(ImageFile.Read("photo.png"));     // any size, dark on light or light on dark
/// Show.Image(digit);
/// var probabilities = model.Predict(digit.Reshape(1, 784).ToFloat32() / 255f);
/// </code></example>
public static class DigitImage
{
    /// <summary>Pixels of a side of the result.</summary>
    public const int Side = 28;

    private const int Box = 20;
    private const int Center = 14;

    // MNIST's strokes are 2 to 3 pixels wide. Thinner ones than the first are widened to the second.
    private const double ThinnestStroke = 0.7, WidenedStroke = 2;

    // Strokes are measured and widened at this size, where a pixel is a fifth of one of the result.
    private const int MeasuredSide = 5 * Box;

    /// <summary>Cuts out, scales and centers the digit of a picture.</summary>
    /// <param name="picture">
    /// (height, width), or (height, width, channels) with 1 (grey), 2 (grey and opacity), 3 (RGB) or 4 (RGB and opacity) channels, of any
    /// size. UInt8 is 0 black to 255 white; other types are read as 0 to 1 when no value is above 1, else as 0 to 255.
    /// </param>
    /// <param name="ink">Whether the digit is dark or light.</param>
    /// <returns>UInt8 [28, 28], 0 background to 255 ink; all 0 where nothing is drawn.</returns>
    /// <exception cref="ShapeException">The tensor is no single picture.</exception>
    public static Tensor Normalize(Tensor picture, InkColor ink = InkColor.Auto)
    {
        var (pixels, width, height, channels) = PixelValues.Of(picture, nameof(DigitImage) + "." + nameof(Normalize), 4);
        var levels = GreyLevels(pixels, channels);
        if (ink != InkColor.Dark && width == Side && height == Side && IsOfMnist(levels))
        {
            return Tensor.From(Array.ConvertAll(levels, level => (byte)level), [Side, Side]);
        }
        var digit = InkMap.Of(levels, width, height, ink).WithoutSpecks().Cropped();
        var result = new byte[Side * Side];
        if (digit.Width > 0)
        {
            Place(Strengthened(Scaled(Widened(digit), Box)), result);
        }
        return Tensor.From(result, [Side, Side]);
    }

    // Whether light ink on black was cut out, scaled and centered already, up to the rounding of the center. Of such a picture even ink
    // that touches the border is ink.
    private static bool IsOfMnist(float[] levels)
    {
        var picture = new InkMap(Side, Side, levels);
        var digit = picture.Cropped();
        if (Math.Max(digit.Width, digit.Height) is < Box - 2 or > Box)
        {
            return false;
        }
        var (across, down) = picture.CenterOfMass();
        return Math.Abs(across - Center) <= 1 && Math.Abs(down - Center) <= 1;
    }

    // What is transparent is background: it takes the light or dark that the opaque part is not.
    private static float[] GreyLevels(byte[] pixels, int channels)
    {
        var picture = new Picture(pixels.Length / channels, 1, channels, pixels);
        byte[] grey = picture.WithChannels(1).Pixels;
        var levels = Array.ConvertAll(grey, value => (float)value);
        if (channels % 2 == 1)
        {
            return levels;
        }
        double opaque = 0, light = 0;
        for (var i = 0; i < levels.Length; i++)
        {
            double opacity = pixels[(i + 1) * channels - 1] / 255.0;
            opaque += opacity;
            light += opacity * levels[i];
        }
        float background = light > 127.5 * opaque ? 0 : 255;
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = background + (levels[i] - background) * pixels[(i + 1) * channels - 1] / 255f;
        }
        return levels;
    }

    private static InkMap Widened(InkMap digit)
    {
        double stroke = digit.StrokeWidth() * Box / Math.Max(digit.Width, digit.Height);
        if (stroke >= ThinnestStroke)
        {
            return digit;
        }
        InkMap measured = Strengthened(Scaled(digit, MeasuredSide));
        var radius = (int)Math.Round((WidenedStroke * MeasuredSide / Box - measured.StrokeWidth()) / 2);
        return radius > 0 ? measured.Dilated(radius) : measured;
    }

    private static InkMap Scaled(InkMap digit, int side)
    {
        double scale = (double)side / Math.Max(digit.Width, digit.Height);
        return digit.Resized(Math.Max(1, (int)Math.Round(digit.Width * scale)), Math.Max(1, (int)Math.Round(digit.Height * scale)));
    }

    // The strongest ink of MNIST's pictures is 254 or 255.
    private static InkMap Strengthened(InkMap digit)
    {
        float strongest = digit.Values.Max();
        return strongest >= 254 ? digit : digit with { Values = Array.ConvertAll(digit.Values, value => value * 255 / strongest) };
    }

    private static void Place(InkMap digit, byte[] result)
    {
        var (across, down) = digit.CenterOfMass();
        int left = Start(across, digit.Width), top = Start(down, digit.Height);
        for (var y = 0; y < digit.Height; y++)
        {
            for (var x = 0; x < digit.Width; x++)
            {
                result[(top + y) * Side + left + x] = (byte)Math.Clamp(Math.Round(digit.Values[y * digit.Width + x]), 0, 255);
            }
        }

        static int Start(double middle, int size) => Math.Clamp((int)Math.Floor(Center - middle + 0.5), 0, Side - size);
    }
}
