namespace Cornea.Display;

/// <summary>Where <see cref="Show"/> shows things: a terminal, or whatever records them.</summary>
public abstract class DisplayTarget
{
    /// <summary>Shows a picture.</summary>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    public abstract void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels);

    /// <summary>Shows a plot.</summary>
    /// <param name="plot">The plot.</param>
    public abstract void Plot(Plot plot);
}
