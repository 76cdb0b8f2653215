namespace Cornea.Inspection;

/// <summary>How much each pixel of a picture counts for what a model says of it.</summary>
/// <param name="Method">How it was found, such as <c>Grad-CAM</c>.</param>
/// <param name="Width">Values in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">[height, width], row-major.</param>
/// <param name="Class">The class that it speaks of.</param>
/// <param name="Score">The output of the model for that class.</param>
public sealed record AttributionMap(string Method, int Width, int Height, IReadOnlyList<float> Values, int Class, float Score)
{
    /// <summary>The value of a pixel.</summary>
    /// <param name="y">The row.</param>
    /// <param name="x">The column.</param>
    public float this[int y, int x] => Values[y * Width + x];

    /// <summary>The map as a picture, dark where it is least, light where it is greatest.</summary>
    public PixelPicture ToPicture() => ColorRamp.Picture(Values.ToArray(), Width, Height) with { Caption = Method };

    /// <summary>The map laid over the picture it speaks of.</summary>
    /// <param name="picture">The picture; the map is enlarged to its size, bilinearly.</param>
    /// <param name="opacity">How much of the map is seen, 0 to 1.</param>
    public PixelPicture Overlay(PixelPicture picture, double opacity = 0.6)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var heat = ColorRamp.Picture(Resized(picture.Width, picture.Height), picture.Width, picture.Height).Pixels;
        var mixed = new byte[heat.Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            var own = picture.Pixels[i / 3 * picture.Channels + Math.Min(i % 3, picture.Channels - 1)];
            mixed[i] = (byte)Math.Round(own * (1 - opacity) + heat[i] * opacity);
        }
        return new PixelPicture(mixed, picture.Width, picture.Height, 3) { Caption = Method };
    }

    /// <summary>The picture, the map and both together.</summary>
    /// <param name="picture">The picture that the map speaks of.</param>
    public ImageGrid Plot(PixelPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new ImageGrid(Method, [picture with { Caption = "picture" }, ToPicture() with { Caption = "map" },
            Overlay(picture) with { Caption = "both" }])
        { Columns = 3 };
    }

    /// <summary>The values for another size, bilinear between the middles of the pixels.</summary>
    /// <param name="width">Values in a row.</param>
    /// <param name="height">Rows.</param>
    public float[] Resized(int width, int height)
    {
        var resized = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = Around((y + 0.5) * Height / height - 0.5, Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = Around((x + 0.5) * Width / width - 0.5, Width);
                var above = this[top, left] * (1 - across) + this[top, right] * across;
                var below = this[bottom, left] * (1 - across) + this[bottom, right] * across;
                resized[y * width + x] = (float)(above * (1 - down) + below * down);
            }
        }
        return resized;
    }

    private static (int Before, int After, double Part) Around(double at, int length)
    {
        var inside = Math.Clamp(at, 0, length - 1);
        var before = (int)inside;
        return (before, Math.Min(before + 1, length - 1), inside - before);
    }
}
