namespace Cornea.Plots;

/// <summary>A picture of pixels.</summary>
/// <param name="Pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
public sealed record PixelPicture(byte[] Pixels, int Width, int Height, int Channels)
{
    /// <summary>What stands under it.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Whether what it stands for is wrong, such as a wrong prediction: its caption is marked.</summary>
    public bool IsWrong { get; init; }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => PngFile.Encode(Pixels, Width, Height, Channels);
}
