namespace Cornea.Imaging;

/// <summary>Undoes the run lengths of a BMP file with 4 or 8 bits a pixel.</summary>
internal static class BmpRuns
{
    /// <summary>Palette numbers [height, width], in the file's row order; pixels left out are 0.</summary>
    public static byte[] Read(PictureBytes bytes, int width, int height, bool nibbles)
    {
        var indices = new byte[width * height];
        int x = 0, y = 0;
        while (true)
        {
            byte count = bytes.Byte("run"), value = bytes.Byte("run");
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    Put(nibbles ? (byte)(i % 2 == 0 ? value >> 4 : value & 15) : value);
                }
                continue;
            }
            switch (value)
            {
                case 0:
                    x = 0;
                    y++;
                    break;
                case 1:
                    return indices;
                case 2:
                    x += bytes.Byte("shift");
                    y += bytes.Byte("shift");
                    break;
                default:
                    int length = nibbles ? (value + 1) / 2 : value;
                    ReadOnlySpan<byte> literal = bytes.Take(length, "pixels");
                    for (int i = 0; i < value; i++)
                    {
                        Put(nibbles ? (byte)(i % 2 == 0 ? literal[i / 2] >> 4 : literal[i / 2] & 15) : literal[i]);
                    }
                    bytes.Take(length & 1, "padding");
                    break;
            }
        }

        void Put(byte index)
        {
            if (x >= width || y >= height)
            {
                throw bytes.Fault("run", $"a run leaves the picture of {width} x {height} pixels at column {x} of row {y}",
                    FormatReader.Unreadable);
            }
            indices[y * width + x++] = index;
        }
    }
}
