namespace Cornea.Imaging;

/// <summary>Reads the first picture of a GIF file. Source: CompuServe, "Graphics Interchange Format, version 89a", 1990.</summary>
internal static class GifReader
{
    // A code of at least 2 bits stands for at most 4,096 pixels, and each of those is up to four values.
    private const long LargestRatio = 4 * 4096;
    private const string Remedy = "The file is damaged: copy or make it again.";

    /// <summary>Reads the picture as RGB, with opacity where a colour of it is transparent or it does not fill the canvas.</summary>
    public static Picture Read(PictureBytes bytes)
    {
        bytes.Take(6, "magic");
        (int width, int height) = (bytes.UInt16("width"), bytes.UInt16("height"));
        byte flags = bytes.Byte("flags");
        bytes.Take(2, "background");
        ReadOnlySpan<byte> canvasColors = (flags & 0x80) != 0 ? bytes.Take(3 << ((flags & 7) + 1), "colours") : default;
        int transparent = -1;
        while (true)
        {
            byte block = bytes.Byte("block");
            switch (block)
            {
                case 0x21:
                    byte label = bytes.Byte("extension");
                    ReadOnlySpan<byte> first = SubBlock(bytes);
                    if (label == 0xF9 && first.Length >= 4 && (first[0] & 1) != 0)
                    {
                        transparent = first[3];
                    }
                    for (ReadOnlySpan<byte> more = first; more.Length > 0;)
                    {
                        more = SubBlock(bytes);
                    }
                    break;
                case 0x2C:
                    return ReadPicture(bytes, width, height, canvasColors, transparent);
                default:
                    throw bytes.Fault(
                        "block", block == 0x3B ? "the file ends without a picture" : $"a block {block:x2} is unknown", Remedy);
            }
        }
    }

    private static Picture ReadPicture(PictureBytes bytes, int width, int height, ReadOnlySpan<byte> canvasColors, int transparent)
    {
        (int left, int top) = (bytes.UInt16("left"), bytes.UInt16("top"));
        (int ownWidth, int ownHeight) = (bytes.UInt16("width"), bytes.UInt16("height"));
        byte flags = bytes.Byte("flags");
        ReadOnlySpan<byte> colors = (flags & 0x80) != 0 ? bytes.Take(3 << ((flags & 7) + 1), "colours") : canvasColors;
        if (left + ownWidth > width || top + ownHeight > height || ownWidth == 0 || ownHeight == 0)
        {
            throw bytes.Fault("size",
                $"a picture of {ownWidth} x {ownHeight} at {left}, {top} does not fit the canvas of {width} x {height}", Remedy);
        }
        bool clear = transparent >= 0 || ownWidth < width || ownHeight < height;
        int channels = clear ? 4 : 3;
        int size = Picture.CheckSize(bytes, width, height, channels, LargestRatio);
        Picture.CheckSize(bytes, ownWidth, ownHeight, 1, LargestRatio / 4);
        var numbers = new byte[ownWidth * ownHeight];
        var codes = new GifCodes(bytes, bytes.Byte("code size"));
        codes.Read(numbers);
        var pixels = new byte[size];
        bool interlaced = (flags & 0x40) != 0;
        for (int row = 0; row < ownHeight; row++)
        {
            int y = top + (interlaced ? Interlaced(row, ownHeight) : row), to = (y * width + left) * channels;
            foreach (byte number in numbers.AsSpan(row * ownWidth, ownWidth))
            {
                if (3 * number >= colors.Length)
                {
                    throw bytes.Fault("colour", $"a pixel has colour {number}, and there are {colors.Length / 3}", Remedy);
                }
                colors.Slice(3 * number, 3).CopyTo(pixels.AsSpan(to));
                if (clear)
                {
                    pixels[to + 3] = number == transparent ? (byte)0 : byte.MaxValue;
                }
                to += channels;
            }
        }
        return new Picture(width, height, channels, pixels);
    }

    /// <summary>The bytes of the next part of a block; none at its end.</summary>
    public static ReadOnlySpan<byte> SubBlock(PictureBytes bytes) => bytes.Take(bytes.Byte("block length"), "block");

    // Rows come in four passes: each eighth, those in the middle of them, and so on.
    private static int Interlaced(int row, int height)
    {
        foreach ((int first, int step) in ((int, int)[])[(0, 8), (4, 8), (2, 4), (1, 2)])
        {
            int count = (height - first + step - 1) / step;
            if (row < count)
            {
                return first + row * step;
            }
            row -= Math.Max(0, count);
        }
        return height - 1;
    }
}
