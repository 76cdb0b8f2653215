using System.Buffers.Binary;

namespace Cornea.Imaging;

/// <summary>How a camera was held, as the tag Orientation of Exif says. Source: JEITA CP-3451, TIFF 6.0.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const int EntrySize = 12;

    /// <summary>Reads the tag.</summary>
    /// <param name="tiff">The content behind "Exif" and two zeros.</param>
    /// <returns>1 to 8; 1, which is upright, where there is none.</returns>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }
        bool little = tiff[0] == 'I';
        uint at = UInt32(tiff[4..], little);
        if (at > tiff.Length - 2)
        {
            return 1;
        }
        ReadOnlySpan<byte> entries = tiff[((int)at + 2)..];
        for (int i = UInt16(tiff[(int)at..], little); i > 0 && entries.Length >= EntrySize; i--, entries = entries[EntrySize..])
        {
            if (UInt16(entries, little) == Tag && UInt16(entries[2..], little) == 3)
            {
                int value = UInt16(entries[8..], little);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /// <summary>The picture as it was seen: mirrored from 2 on where the number is 2, 4, 5 or 7, and turned.</summary>
    public static Picture Upright(Picture picture, int orientation)
    {
        if (orientation == 1)
        {
            return picture;
        }
        (int width, int height, int channels) = (picture.Width, picture.Height, picture.Channels);
        bool turned = orientation > 4;
        (int newWidth, int newHeight) = turned ? (height, width) : (width, height);
        var pixels = new byte[picture.Pixels.Length];
        for (int y = 0, to = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++, to += channels)
            {
                (int row, int column) = orientation switch
                {
                    2 => (y, width - 1 - x),
                    3 => (height - 1 - y, width - 1 - x),
                    4 => (height - 1 - y, x),
                    5 => (x, y),
                    6 => (height - 1 - x, y),
                    7 => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                picture.Pixels.AsSpan((row * width + column) * channels, channels).CopyTo(pixels.AsSpan(to));
            }
        }
        return new Picture(newWidth, newHeight, channels, pixels);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
