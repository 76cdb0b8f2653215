namespace Cornea.Imaging;

/// <summary>The header chunk of a PNG file.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample.</param>
/// <param name="Color">0 grey, 2 RGB, 3 palette, 4 grey and opacity, 6 RGB and opacity.</param>
/// <param name="Interlaced">Whether the pixels come in Adam7's seven passes.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, int Color, bool Interlaced)
{
    private static readonly PngPass[] Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    public bool IsPalette => Color == 3;

    public int Samples => Color switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };

    public PngPass[] Passes => Interlaced ? Adam7 : Whole;

    public int RowLength(int width) => (int)(((long)width * Samples * Depth + 7) / 8);

    /// <summary>Bytes of all rows of all passes, each with its filter byte.</summary>
    public long FilteredLength()
    {
        long sum = 0;
        foreach (PngPass pass in Passes)
        {
            int width = pass.Columns(Width), height = pass.Rows(Height);
            sum += width == 0 ? 0 : height * (1L + RowLength(width));
        }
        return sum;
    }
}
