using System.Text;

namespace Cornea.Terminal;

/// <summary>Pictures as text: two pixels a character where there is colour, shades of ASCII where there is none.</summary>
public static class ImageText
{
    // From dark to light as ink on a dark terminal: the more ink, the brighter.
    private const string Shades = " .:-=+*#%@";

    /// <summary>Draws a picture.</summary>
    /// <param name="pixels">Rows from the top, pixels from the left, channels last: height x width x channels bytes.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue, 4 with an opacity that is ignored.</param>
    /// <param name="terminal">What the output can do. A picture wider than it is scaled down by averaging.</param>
    /// <returns>Lines that each end with a line feed.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the number of bytes.</exception>
    public static string Draw(ReadOnlySpan<byte> pixels, int width, int height, int channels, TextTerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        if (width < 1 || height < 1 || channels is not (1 or 3 or 4))
        {
            throw new ArgumentException(
                $"A picture needs a width and a height of at least 1 and 1, 3 or 4 channels, but received " +
                $"{width} x {height} x {channels}.");
        }

        if (pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"A picture {width} wide and {height} high of {channels} channels has {(long)width * height * channels} bytes, but " +
                $"received {pixels.Length}.");
        }

        return terminal.Color >= ColorLevel.Indexed && terminal.Unicode
            ? HalfBlocks(pixels, width, height, channels, terminal)
            : Ascii(pixels, width, height, channels, terminal);
    }

    private static string HalfBlocks(ReadOnlySpan<byte> pixels, int width, int height, int channels, TextTerminal terminal)
    {
        var columns = Math.Min(width, terminal.Width);
        var rows = Math.Max(1, (int)Math.Round((double)height * columns / width));
        var text = new StringBuilder();
        for (var row = 0; row < rows; row += 2)
        {
            string? ink = null, behind = null;
            for (var column = 0; column < columns; column++)
            {
                var upper = Ansi.Foreground(terminal.Color, Average(pixels, width, height, channels, column, columns, row, rows));
                var lower = row + 1 < rows
                    ? Ansi.Background(terminal.Color, Average(pixels, width, height, channels, column, columns, row + 1, rows))
                    : "";
                if (upper != ink) text.Append(ink = upper);
                if (lower != behind) text.Append(behind = lower);
                text.Append('▀');
            }

            text.Append(Ansi.Reset).Append('\n');
        }

        return text.ToString();
    }

    // A character is about twice as high as wide: a pixel is two characters where they fit, else a character two rows.
    private static string Ascii(ReadOnlySpan<byte> pixels, int width, int height, int channels, TextTerminal terminal)
    {
        var repeat = 2 * (long)width <= terminal.Width ? 2 : 1;
        var columns = Math.Min(width, terminal.Width);
        var rows = Math.Max(1, (int)Math.Round((double)height * columns * repeat / (2.0 * width)));
        var text = new StringBuilder();
        for (var row = 0; row < rows; row++)
        {
            var line = new StringBuilder();
            for (var column = 0; column < columns; column++)
            {
                var color = Average(pixels, width, height, channels, column, columns, row, rows);
                var light = (0.299 * color.Red + 0.587 * color.Green + 0.114 * color.Blue) / 255;
                line.Append(Shades[(int)Math.Round(light * (Shades.Length - 1))], repeat);
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    // The mean of the source pixels under one target pixel; at least one.
    private static Rgb Average(ReadOnlySpan<byte> pixels, int width, int height, int channels, int column, int columns, int row, int rows)
    {
        int left = (int)((long)column * width / columns), right = Math.Max(left + 1, (int)((column + 1L) * width / columns));
        int top = (int)((long)row * height / rows), bottom = Math.Max(top + 1, (int)((row + 1L) * height / rows));
        long red = 0, green = 0, blue = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var at = (y * width + x) * channels;
                red += pixels[at];
                green += pixels[channels == 1 ? at : at + 1];
                blue += pixels[channels == 1 ? at : at + 2];
            }
        }

        var count = (long)(right - left) * (bottom - top);
        return new Rgb((byte)((red + count / 2) / count), (byte)((green + count / 2) / count), (byte)((blue + count / 2) / count));
    }
}
