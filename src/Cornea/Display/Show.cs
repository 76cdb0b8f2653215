using System.Runtime.CompilerServices;
using System.Text;

namespace Cornea;

/// <summary>Shows a picture or a plot: in the terminal, or in a file where a path is given.</summary>
/// <remarks>
/// In a terminal with colours a picture is drawn with half blocks, two pixels a character; without, with shades of ASCII.
/// <see cref="Display"/> may be set to send everything elsewhere.
/// </remarks>
/// <example><code>
/// Show.Image(train.Images[0]);
/// Show.Image(train.Images[0], "five.png");
/// Show.Plot(history.Plot("accuracy"), "accuracy.svg");
/// </code></example>
public static class Show
{
    private static DisplayTarget? _display;

    /// <summary>Where things are shown that get no path; the standard output unless set, and again when set to null.</summary>
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public static DisplayTarget Display
    {
        get => _display ?? TerminalDisplay.ForStandardOutput();
        set => _display = value;
    }

    /// <summary>Shows a picture.</summary>
    /// <param name="image">
    /// (height, width) or (height, width, 1) grey, or (height, width, 3) red, green and blue. UInt8 is 0 black to 255 white.
    /// Bool is black and white. Other types are read as 0 to 1 when no value is above 1, else as 0 to 255; what lies outside is
    /// cut to these limits and NaN is black.
    /// </param>
    /// <param name="line">The line that does so; the compiler says which.</param>
    /// <param name="file">The source that it is in.</param>
    /// <exception cref="ShapeException">The tensor is no single picture.</exception>
    public static void Image(Tensor image, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var (pixels, width, height, channels) = Pixels(image);
        var display = Display;
        display.At(file, line);
        display.Picture(pixels, width, height, channels);
    }

    /// <summary>Writes a picture to a file, whole or not at all.</summary>
    /// <param name="image">The picture, as for <see cref="Image(Tensor, int, string)"/>.</param>
    /// <param name="path">A name that ends with <c>.png</c> or <c>.svg</c>.</param>
    /// <exception cref="ShapeException">The tensor is no single picture.</exception>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Image(Tensor image, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (pixels, width, height, channels) = Pixels(image);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                PngFile.Write(path, pixels, width, height, channels);
                break;
            case ".svg":
                SvgImage.Write(path, pixels, width, height, channels);
                break;
            default:
                throw new ArgumentException(
                    $"Show.Image writes .png and .svg files, but received the path '{path}'. Give a name that ends with .png or .svg.",
                    nameof(path));
        }
    }

    /// <summary>Shows a plot.</summary>
    /// <param name="plot">The plot, such as <c>history.Plot("accuracy")</c>.</param>
    /// <param name="line">The line that does so; the compiler says which.</param>
    /// <param name="file">The source that it is in.</param>
    public static void Plot(Plot plot, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var display = Display;
        display.At(file, line);
        display.Plot(plot);
    }

    /// <summary>Writes a plot to an SVG file, whole or not at all; where a notebook runs the program, into a folder of its run.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="path">A name that ends with <c>.svg</c>.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Plot(Plot plot, string path)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"Show.Plot writes .svg files, but received the path '{path}'. Give a name that ends with .svg.", nameof(path));
        }
        AtomicFile.Write(Display.PathOf(path), Encoding.UTF8.GetBytes(plot.ToSvg()));
    }

    private static (byte[] Pixels, int Width, int Height, int Channels) Pixels(Tensor image) =>
        PixelValues.Of(image, "Show.Image", mostChannels: 3);
}
