namespace Cornea.Display;

/// <summary>Where <see cref="Show"/> shows things: a terminal, or whatever records them.</summary>
public abstract class DisplayTarget
{
    /// <summary>Is told where in a program the next picture or plot comes from.</summary>
    /// <param name="file">The source.</param>
    /// <param name="line">Its line, from 1.</param>
    public virtual void At(string file, int line)
    {
    }

    /// <summary>Shows a heading; the standard output unless overridden.</summary>
    /// <param name="text">The heading.</param>
    public virtual void PrintHeading(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Console.WriteLine($"\n{text}\n{new string('-', text.Length)}");
    }

    /// <summary>Shows a paragraph; the standard output unless overridden.</summary>
    /// <param name="text">The paragraph.</param>
    public virtual void PrintText(string text) => Console.WriteLine(text);

    /// <summary>Shows text whose line ends and blanks stay; the standard output unless overridden.</summary>
    /// <param name="text">The text.</param>
    public virtual void PrintCode(string text) => Console.WriteLine(text);

    /// <summary>Shows a picture.</summary>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    public abstract void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels);

    /// <summary>Shows a plot.</summary>
    /// <param name="plot">The plot.</param>
    public abstract void Plot(Plot plot);

    /// <summary>Where a file that a program names is written; there, unless overridden.</summary>
    /// <param name="path">The name that the program gave.</param>
    /// <returns>The name to write to.</returns>
    public virtual string PathOf(string path) => path;
}
