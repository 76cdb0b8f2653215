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
