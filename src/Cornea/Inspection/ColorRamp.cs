namespace Cornea.Inspection;

/// <summary>Colours for numbers: their lightness alone tells the order, so that any eye and any printer shows it.</summary>
internal static class ColorRamp
{
    // From dark blue to light yellow; each anchor is lighter than the one before.
    private static readonly (double Red, double Green, double Blue)[] Sequential =
        [(18, 16, 56), (44, 54, 128), (36, 106, 146), (52, 152, 128), (140, 194, 88), (250, 232, 112)];

    // Blue, white and orange: negative, zero, positive.
    private static readonly (double Red, double Green, double Blue)[] Diverging =
        [(0, 74, 134), (86, 156, 206), (247, 247, 247), (240, 158, 84), (172, 72, 0)];

    /// <summary>The colour of a value between 0 and 1.</summary>
    public static (byte Red, byte Green, byte Blue) At(double value) => Between(Sequential, value);

    /// <summary>The colour of a value between -1 and 1.</summary>
    public static (byte Red, byte Green, byte Blue) Signed(double value) => Between(Diverging, (value + 1) / 2);

    /// <summary>Values as a picture, from the least to the greatest.</summary>
    public static PixelPicture Picture(ReadOnlySpan<float> values, int width, int height)
    {
        var (low, high) = Range(values);
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < values.Length; i++)
            Set(pixels, i, At(high > low ? (values[i] - low) / (high - low) : 0));
        return new PixelPicture(pixels, width, height, 3);
    }

    /// <summary>Values as a picture in which white is zero; the colours reach to <paramref name="limit"/> on both sides.</summary>
    public static PixelPicture SignedPicture(ReadOnlySpan<float> values, int width, int height, double limit)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < values.Length; i++)
            Set(pixels, i, Signed(limit > 0 ? values[i] / limit : 0));
        return new PixelPicture(pixels, width, height, 3);
    }

    private static void Set(byte[] pixels, int index, (byte Red, byte Green, byte Blue) color) =>
        (pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2]) = color;

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return (low, high);
    }

    private static (byte Red, byte Green, byte Blue) Between((double Red, double Green, double Blue)[] anchors, double value)
    {
        // NaN has the colour of the least value.
        var at = double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1) * (anchors.Length - 1);
        var index = Math.Min((int)at, anchors.Length - 2);
        var (a, b, part) = (anchors[index], anchors[index + 1], at - index);
        byte Mix(double from, double to) => (byte)Math.Round(from + (to - from) * part);
        return (Mix(a.Red, b.Red), Mix(a.Green, b.Green), Mix(a.Blue, b.Blue));
    }
}
