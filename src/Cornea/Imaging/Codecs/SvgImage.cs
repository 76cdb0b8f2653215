namespace Cornea.Imaging;

/// <summary>Shows pixels inside an SVG drawing or a page: an <c>&lt;image&gt;</c> whose PNG is part of the text.</summary>
public static class SvgImage
{
    /// <summary>An <c>&lt;image&gt;</c> element to put inside an SVG; its pixels stay sharp squares at any size.</summary>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="x">Left edge in SVG units.</param>
    /// <param name="y">Upper edge in SVG units.</param>
    /// <param name="scale">SVG units a pixel, more than 0.</param>
    /// <returns>The element as text.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    public static string Element(ReadOnlySpan<byte> pixels, int width, int height, int channels = 1, double x = 0, double y = 0,
        double scale = 1)
    {
        if (!(scale > 0 && double.IsFinite(scale)))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be a finite number above 0.");
        }
        string data = Convert.ToBase64String(PngFile.Encode(pixels, width, height, channels));
        return FormattableString.Invariant(
            $"<image x=\"{x}\" y=\"{y}\" width=\"{width * scale}\" height=\"{height * scale}\" preserveAspectRatio=\"none\" ")
            + $"style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>";
    }

    /// <summary>A whole SVG drawing that shows one picture.</summary>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="scale">SVG units a pixel, more than 0.</param>
    /// <returns>The drawing as text.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    public static string Document(ReadOnlySpan<byte> pixels, int width, int height, int channels = 1, double scale = 8)
    {
        string image = Element(pixels, width, height, channels, 0, 0, scale);
        return FormattableString.Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width * scale}\" height=\"{height * scale}\" ")
            + FormattableString.Invariant($"viewBox=\"0 0 {width * scale} {height * scale}\">")
            + image + "</svg>\n";
    }

    /// <summary>Writes an SVG file that shows one picture, whole or not at all.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="scale">SVG units a pixel, more than 0.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height, int channels = 1, double scale = 8) =>
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(Document(pixels, width, height, channels, scale)));
}
