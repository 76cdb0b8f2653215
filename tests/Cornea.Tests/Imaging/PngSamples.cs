using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cornea.Tests.Imaging;

/// <summary>Makes PNG files of every kind, with the filters in turn, from samples.</summary>
internal static class PngSamples
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A file whose samples, [height, width, samples], are given.</summary>
    public static byte[] File(int width, int height, int depth, int color, bool interlaced, int[] samples,
        params (string Type, byte[] Content)[] more)
    {
        int count = color switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };
        var data = new List<byte>();
        foreach (var pass in interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (int y = pass.Y; y < height && pass.X < width; y += pass.StepY)
            {
                var bits = new List<int>();
                for (int x = pass.X; x < width; x += pass.StepX)
                {
                    for (int s = 0; s < count; s++)
                    {
                        for (int bit = depth - 1; bit >= 0; bit--)
                            bits.Add(samples[(y * width + x) * count + s] >> bit & 1);
                    }
                }
                while (bits.Count % 8 != 0)
                    bits.Add(0);
                byte[] row = [.. bits.Chunk(8).Select(eight => (byte)eight.Aggregate(0, (value, bit) => value << 1 | bit))];
                data.AddRange(Filtered(row, above ?? new byte[row.Length], y % 5, Math.Max(1, count * depth / 8)));
                above = row;
            }
        }
        return File(Header(width, height, depth, color, interlaced), [.. more, ("IDAT", Deflate([.. data]))]);
    }

    public static byte[] File(byte[] header, params (string Type, byte[] Content)[] chunks) =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR", header), .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Content)), .. Chunk("IEND", [])];

    public static byte[] Header(uint width, uint height, int depth = 8, int color = 0, int interlace = 0)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, (byte)depth, (byte)color, 0, 0, (byte)interlace];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        return header;
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(type), .. content];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc32.Append(0, body));
        return chunk;
    }

    public static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal))
            zlib.Write(data);
        return target.ToArray();
    }

    private static byte[] Header(int width, int height, int depth, int color, bool interlaced) =>
        Header((uint)width, (uint)height, depth, color, interlaced ? 1 : 0);

    private static byte[] Filtered(byte[] row, byte[] above, int filter, int step)
    {
        var result = new byte[row.Length + 1];
        result[0] = (byte)filter;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= step ? row[i - step] : 0, b = above[i], c = i >= step ? above[i - step] : 0;
            int p = a + b - c;
            int nearest = new[] { a, b, c }.MinBy(value => Math.Abs(p - value));
            result[i + 1] = (byte)(row[i] - filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => nearest });
        }
        return result;
    }
}
