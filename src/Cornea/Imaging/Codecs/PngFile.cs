using System.Buffers.Binary;
using System.IO.Compression;

namespace Cornea.Imaging;

/// <summary>Writes pictures as PNG: 8 bits a channel, grey or RGB, the row filter chosen by the least sum of differences.</summary>
/// <remarks>Source: PNG, third edition (W3C), sections 5, 9 and 12.7.</remarks>
public static class PngFile
{
    private const int FilterCount = 5;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a PNG file, whole or not at all.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height, int channels = 1) =>
        AtomicFile.Write(path, Encode(pixels, width, height, channels));

    /// <summary>Writes a PNG picture to a stream.</summary>
    /// <param name="stream">Receives the bytes.</param>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    public static void Write(Stream stream, ReadOnlySpan<byte> pixels, int width, int height, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(pixels, width, height, channels));
    }

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">[height, width, channels], row-major, 0 black to 255 white.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <returns>A whole PNG file.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the pixels.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels = 1)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A PNG picture needs 1 (grey) or 3 (RGB) channels.");
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((Int128)width * height * channels != pixels.Length)
        {
            throw new ArgumentException(
                $"A picture {width} wide and {height} high with {channels} channel(s) " +
                $"needs {(Int128)width * height * channels} bytes of pixels, but received {pixels.Length}.",
                nameof(pixels));
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? 0 : 2);
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, width * channels, channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int rowLength, int step)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            ReadOnlySpan<byte> above = new byte[rowLength];
            var best = new byte[rowLength + 1];
            var trial = new byte[rowLength + 1];
            for (int start = 0; start < pixels.Length; start += rowLength)
            {
                ReadOnlySpan<byte> row = pixels.Slice(start, rowLength);
                long least = long.MaxValue;
                for (int filter = 0; filter < FilterCount; filter++)
                {
                    long sum = Filter(filter, row, above, step, trial);
                    if (sum < least)
                    {
                        least = sum;
                        (best, trial) = (trial, best);
                    }
                }
                zlib.Write(best);
                above = row;
            }
        }
        return target.GetBuffer().AsSpan(0, (int)target.Length);
    }

    // target: the filter's number, then row minus its prediction; returns the sum of the differences' sizes.
    private static long Filter(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> target)
    {
        target[0] = (byte)filter;
        long sum = 0;
        for (int index = 0; index < row.Length; index++)
        {
            int left = index >= step ? row[index - step] : 0;
            int corner = index >= step ? above[index - step] : 0;
            int prediction = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[index],
                3 => (left + above[index]) / 2,
                _ => Paeth(left, above[index], corner),
            };
            byte difference = (byte)(row[index] - prediction);
            target[index + 1] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }
        return sum;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        int toLeft = Math.Abs(estimate - left), toAbove = Math.Abs(estimate - above), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        file.Write(word);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Append(Crc32.Append(0, type), content));
        file.Write(word);
    }
}
