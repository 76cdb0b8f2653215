using System.Buffers;

namespace Cornea.Imaging;

/// <summary>Undoes the row filters of a PNG file and spreads its samples to bytes.</summary>
internal sealed class PngRows(PictureBytes bytes, PngHeader header, byte[] palette, byte[]? transparency, byte[] pixels, int channels)
{
    // The decompressor is slow near the end of what it may write, so it writes many rows at once.
    private const long InflatedTogether = 1 << 18;

    // The colour that tRNS makes transparent; for a palette its table of opacities is used instead.
    private readonly int[] _clear = header.IsPalette || transparency is null
        ? []
        : [.. Enumerable.Range(0, transparency.Length / 2).Select(i => transparency![2 * i] << 8 | transparency[2 * i + 1])];

    /// <summary>[height, width, channels].</summary>
    public byte[] Pixels => pixels;

    public void Read(Stream data)
    {
        foreach (PngPass pass in header.Passes)
        {
            int width = pass.Columns(header.Width), height = pass.Rows(header.Height);
            if (width == 0 || height == 0)
            {
                continue;
            }
            // Each row begins with the number of its filter.
            int length = 1 + header.RowLength(width), step = Math.Max(1, header.Samples * header.Depth / 8);
            int together = (int)Math.Clamp(InflatedTogether / length, 1, height);
            byte[] rows = ArrayPool<byte>.Shared.Rent(together * length), above = new byte[length];
            try
            {
                for (int y = 0; y < height;)
                {
                    int count = Math.Min(together, height - y);
                    Span<byte> block = rows.AsSpan(0, count * length);
                    int read = data.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
                    if (read < block.Length)
                    {
                        throw bytes.Fault("IDAT", $"the pixels end in row {y + read / length} of {height}", FormatReader.Truncated);
                    }
                    ReadOnlySpan<byte> last = above;
                    for (int end = y + count; y < end; y++, block = block[length..])
                    {
                        if (!PngFilter.Undo(block[0], block[1..length], last[1..], step))
                        {
                            throw bytes.Fault("filter", $"a row has filter {block[0]}, and filters are 0 to 4", FormatReader.Unreadable);
                        }
                        Spread(block[1..length], width, pixels.AsSpan(((pass.Y + y * pass.StepY) * header.Width + pass.X) * channels),
                            pass.StepX * channels);
                        last = block[..length];
                    }
                    last.CopyTo(above);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rows);
            }
        }
    }

    // target: where the first pixel of the row goes; the next one goes step bytes further.
    private void Spread(ReadOnlySpan<byte> row, int width, Span<byte> target, int step)
    {
        if (header.IsPalette)
        {
            SpreadPalette(row, width, target, step);
            return;
        }
        int samples = header.Samples;
        if (header.Depth == 8 && transparency is null && step == samples)
        {
            row.CopyTo(target);
            return;
        }
        int scale = header.Depth < 8 ? 255 / ((1 << header.Depth) - 1) : 1;
        for (int x = 0; x < width; x++)
        {
            bool clear = transparency is not null;
            for (int sample = 0; sample < samples; sample++)
            {
                int value = Sample(row, x * samples + sample);
                clear = clear && value == _clear[sample];
                target[x * step + sample] = (byte)(header.Depth == 16 ? value >> 8 : value * scale);
            }
            if (transparency is not null)
            {
                target[x * step + samples] = clear ? (byte)0 : byte.MaxValue;
            }
        }
    }

    private void SpreadPalette(ReadOnlySpan<byte> row, int width, Span<byte> target, int step)
    {
        for (int x = 0; x < width; x++)
        {
            int index = Sample(row, x);
            if (3 * index >= palette.Length)
            {
                throw bytes.Fault("palette index", $"a pixel has colour {index}, and the palette has {palette.Length / 3}",
                    FormatReader.Unreadable);
            }
            palette.AsSpan(3 * index, 3).CopyTo(target[(x * step)..]);
            if (transparency is not null)
            {
                target[x * step + 3] = index < transparency.Length ? transparency[index] : byte.MaxValue;
            }
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        switch (header.Depth)
        {
            case 8:
                return row[index];
            case 16:
                return row[2 * index] << 8 | row[2 * index + 1];
            default:
                int bit = index * header.Depth;
                return row[bit >> 3] >> (8 - header.Depth - (bit & 7)) & ((1 << header.Depth) - 1);
        }
    }
}
