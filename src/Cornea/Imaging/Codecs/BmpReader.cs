using System.Numerics;

namespace Cornea.Imaging;

/// <summary>Reads BMP files: 1, 4, 8, 16, 24 and 32 bits a pixel, bit fields, run lengths, either row order.</summary>
internal static class BmpReader
{
    // Run lengths may leave pixels out; nobody who means well leaves out more.
    private const long LargestRatio = 1024;

    public static Picture Read(PictureBytes bytes)
    {
        bytes.Take(10, "magic");
        uint start = bytes.UInt32("offset of the pixels");
        int headerStart = bytes.Offset;
        uint headerLength = bytes.UInt32("header length");
        if (headerLength is not (12 or 40 or 52 or 56 or 64 or 108 or 124))
        {
            throw bytes.Fault("header length", $"a header of {headerLength} bytes is unknown", FormatReader.Unreadable);
        }
        bool old = headerLength == 12;
        int width = old ? bytes.UInt16("width") : bytes.Int32("width");
        int height = old ? bytes.UInt16("height") : bytes.Int32("height");
        bytes.UInt16("planes");
        int depth = bytes.UInt16("bits per pixel");
        uint compression = old ? 0 : bytes.UInt32("compression");
        bool known = compression switch
        {
            0 => depth is 1 or 4 or 8 or 16 or 24 or 32,
            1 => depth == 8,
            2 => depth == 4,
            3 or 6 => depth is 16 or 32,
            _ => false,
        };
        if (!known || (compression is 1 or 2 && height < 0))
        {
            throw bytes.Fault("compression", $"{depth} bits a pixel with compression {compression} are not read",
                "Convert the picture to PNG.");
        }
        uint used = 0;
        if (!old)
        {
            bytes.Take(12, "size");
            used = bytes.UInt32("colours");
            bytes.Take(4, "important colours");
        }
        uint[] masks = Masks(bytes, depth, compression, headerLength);
        bytes.Offset = Math.Max(bytes.Offset, headerStart + (int)headerLength);
        int channels = masks.Length == 4 && masks[3] != 0 ? 4 : 3;
        var pixels = new byte[Picture.CheckSize(bytes, width, height == int.MinValue ? 0 : Math.Abs(height), channels, LargestRatio)];
        byte[] palette = depth > 8 ? [] : Palette(bytes, depth, used, old, start);
        if (start < bytes.Offset || start > bytes.Length)
        {
            throw bytes.Fault("offset of the pixels", $"the pixels should begin at byte {start} of {bytes.Length}",
                FormatReader.Unreadable);
        }
        bytes.Offset = (int)start;
        bool upward = height > 0;
        height = Math.Abs(height);
        if (compression is 1 or 2)
        {
            FromPalette(bytes, BmpRuns.Read(bytes, width, height, nibbles: compression == 2), palette, pixels, width, upward);
            return new Picture(width, height, channels, pixels);
        }
        long stride = ((long)width * depth + 31) / 32 * 4;
        ReadOnlySpan<byte> data = bytes.Take(stride * height, "pixels");
        if (depth <= 8)
        {
            FromPalette(bytes, Indices(data, (int)stride, width, height, depth), palette, pixels, width, upward);
        }
        else
        {
            FromMasks(data, (int)stride, width, height, depth / 8, masks, channels, pixels, upward);
        }
        return new Picture(width, height, channels, pixels);
    }

    // Red, green, blue and perhaps opacity; a palette has none.
    private static uint[] Masks(PictureBytes bytes, int depth, uint compression, uint headerLength)
    {
        if (depth <= 8)
        {
            return [];
        }
        if (compression == 0)
        {
            return depth == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0xFF00, 0xFF];
        }
        // The masks stand behind the header of 40 bytes; in longer headers that is inside.
        int count = compression == 6 || headerLength >= 56 ? 4 : 3;
        var masks = new uint[count];
        for (int index = 0; index < count; index++)
        {
            uint mask = masks[index] = bytes.UInt32("mask");
            uint run = mask == 0 ? 0 : mask >> BitOperations.TrailingZeroCount(mask);
            if ((run & (run + 1)) != 0 || (mask == 0 && index < 3) || (depth == 16 && mask > 0xFFFF))
            {
                throw bytes.Fault("mask", $"the mask {mask:x8} is no run of bits in {depth}", FormatReader.Unreadable);
            }
        }
        return masks;
    }

    // Three bytes a colour: blue, green, red.
    private static byte[] Palette(PictureBytes bytes, int depth, uint used, bool old, uint start)
    {
        int entry = old ? 3 : 4;
        long count = used == 0 ? 1L << depth : used;
        if (used == 0)
        {
            // Some writers leave out colours that no pixel has.
            count = Math.Min(count, Math.Max(0, start - (long)bytes.Offset) / entry);
        }
        if (count > 1 << depth)
        {
            throw bytes.Fault("colours", $"the palette has {count} colours, and {depth} bits number {1 << depth}", FormatReader.Unreadable);
        }
        ReadOnlySpan<byte> table = bytes.Take(count * entry, "palette");
        var palette = new byte[3 * count];
        for (int index = 0; index < count; index++)
        {
            table.Slice(index * entry, 3).CopyTo(palette.AsSpan(3 * index));
        }
        return palette;
    }

    private static byte[] Indices(ReadOnlySpan<byte> data, int stride, int width, int height, int depth)
    {
        var indices = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = data.Slice(y * stride, stride);
            for (int x = 0; x < width; x++)
            {
                int bit = x * depth;
                indices[y * width + x] = (byte)(row[bit >> 3] >> (8 - depth - (bit & 7)) & ((1 << depth) - 1));
            }
        }
        return indices;
    }

    private static void FromPalette(PictureBytes bytes, byte[] indices, byte[] palette, byte[] pixels, int width, bool upward)
    {
        int height = indices.Length / width;
        for (int y = 0; y < height; y++)
        {
            int target = (upward ? height - 1 - y : y) * width * 3;
            foreach (byte index in indices.AsSpan(y * width, width))
            {
                if (3 * index >= palette.Length)
                {
                    throw bytes.Fault("palette index", $"a pixel has colour {index}, and the palette has {palette.Length / 3}",
                        FormatReader.Unreadable);
                }
                pixels[target++] = palette[3 * index + 2];
                pixels[target++] = palette[3 * index + 1];
                pixels[target++] = palette[3 * index];
            }
        }
    }

    private static void FromMasks(
        ReadOnlySpan<byte> data, int stride, int width, int height, int size, uint[] masks, int channels, byte[] pixels, bool upward)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = data.Slice(y * stride, stride);
            int target = (upward ? height - 1 - y : y) * width * channels;
            for (int x = 0; x < width; x++)
            {
                uint value = 0;
                for (int part = size - 1; part >= 0; part--)
                {
                    value = value << 8 | row[x * size + part];
                }
                for (int channel = 0; channel < channels; channel++)
                {
                    uint mask = masks[channel];
                    int shift = BitOperations.TrailingZeroCount(mask);
                    ulong largest = mask >> shift, level = (value & mask) >> shift;
                    pixels[target++] = (byte)((level * 255 + largest / 2) / largest);
                }
            }
        }
    }
}
