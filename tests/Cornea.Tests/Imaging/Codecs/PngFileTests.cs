using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Imaging;

public sealed class PngFileTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(5, 3, 3)]
    [InlineData(1, 9, 3)]
    [InlineData(64, 33, 3)]
    public void What_is_encoded_decodes_to_the_same_pixels(int width, int height, int channels)
    {
        var noise = new byte[width * height * channels];
        new Random(1).NextBytes(noise);
        byte[] ramp = [.. Enumerable.Range(0, noise.Length).Select(n => (byte)(n % (width * channels) * 3 + n / (width * channels) * 2))];

        foreach (byte[] pixels in (byte[][])[noise, ramp, new byte[noise.Length]])
            Decode(PngFile.Encode(pixels, width, height, channels), width, height, channels).ShouldBe(pixels);
    }

    [Fact]
    public void Every_filter_is_chosen_somewhere()
    {
        const int width = 64, height = 64;
        var pixels = new byte[width * height];
        var random = new Random(5);
        for (int y = 1; y < height; y++)
        {
            for (int x = 1; x < width; x++)
            {
                byte left = pixels[y * width + x - 1], above = pixels[(y - 1) * width + x], corner = pixels[(y - 1) * width + x - 1];
                pixels[y * width + x] = (byte)((y % 5) switch
                {
                    0 => random.Next(2) * 3,
                    1 => left + 1,
                    2 => above + random.Next(-1, 1),
                    3 => (left + above) / 2 + random.Next(2),
                    _ => above + left - corner + random.Next(2),
                });
            }
        }
        var used = new HashSet<int>();

        Decode(PngFile.Encode(pixels, width, height), width, height, 1, used).ShouldBe(pixels);
        used.Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void Wrong_sizes_are_named()
    {
        Should.Throw<ArgumentException>(() => PngFile.Encode(new byte[5], 2, 3)).Message.ShouldContain(
            "2 wide and 3 high with 1 channel(s) needs 6 bytes of pixels, but received 5");
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode(new byte[4], 2, 1, 2)).Message.ShouldContain("1 (grey) or 3 (RGB)");
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode([], 0, 1));
        Should.Throw<ArgumentException>(() => PngFile.Encode([], int.MaxValue, int.MaxValue, 3));
    }

    [Fact]
    public void A_file_and_a_stream_receive_the_encoded_bytes()
    {
        using var scratch = new Scratch();
        using var stream = new MemoryStream();
        byte[] pixels = [1, 2, 3, 4, 5, 6];

        PngFile.Write(scratch["a.png"], pixels, 3, 2);
        PngFile.Write(stream, pixels, 3, 2);

        File.ReadAllBytes(scratch["a.png"]).ShouldBe(PngFile.Encode(pixels, 3, 2));
        stream.ToArray().ShouldBe(PngFile.Encode(pixels, 3, 2));
    }

    [Fact]
    public void An_SVG_carries_the_picture_in_sharp_squares_and_is_XML()
    {
        byte[] pixels = [0, 255];
        string svg = SvgImage.Document(pixels, 2, 1, scale: 1.5);

        var root = System.Xml.Linq.XDocument.Parse(svg).Root!;
        root.Attribute("width")!.Value.ShouldBe("3");
        root.Attribute("height")!.Value.ShouldBe("1.5");
        var image = root.Elements().Single();
        image.Attribute("style")!.Value.ShouldBe("image-rendering:pixelated");
        string data = image.Attribute("href")!.Value;
        data.ShouldStartWith("data:image/png;base64,");
        Decode(Convert.FromBase64String(data[22..]), 2, 1, 1).ShouldBe(pixels);
        Should.Throw<ArgumentOutOfRangeException>(() => SvgImage.Element(pixels, 2, 1, scale: double.NaN));
    }

    [Fact]
    public void An_SVG_file_is_written()
    {
        using var scratch = new Scratch();
        SvgImage.Write(scratch["a.svg"], [0, 255], 2, 1);

        File.ReadAllText(scratch["a.svg"]).ShouldBe(SvgImage.Document([0, 255], 2, 1));
    }

    // A plain decoder of the two kinds of PNG that are written.
    private static byte[] Decode(byte[] png, int width, int height, int channels, HashSet<int>? filters = null)
    {
        png[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var chunks = new List<(string Type, byte[] Content)>();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            uint crc = 0xFFFFFFFF;
            foreach (byte value in png.AsSpan(at + 4, length + 4))
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
            BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)).ShouldBe(~crc);
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        chunks.Select(chunk => chunk.Type).ShouldBe(["IHDR", "IDAT", "IEND"]);
        byte[] header = chunks[0].Content;
        BinaryPrimitives.ReadInt32BigEndian(header).ShouldBe(width);
        BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)).ShouldBe(height);
        header[8..].ShouldBe([8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0]);

        using var raw = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[1].Content), CompressionMode.Decompress))
            zlib.CopyTo(raw);
        byte[] rows = raw.ToArray();
        int rowLength = width * channels;
        rows.Length.ShouldBe(height * (rowLength + 1));
        var pixels = new byte[height * rowLength];
        for (int y = 0; y < height; y++)
        {
            int filter = rows[y * (rowLength + 1)];
            filters?.Add(filter);
            for (int x = 0; x < rowLength; x++)
            {
                int a = x >= channels ? pixels[y * rowLength + x - channels] : 0;
                int b = y > 0 ? pixels[(y - 1) * rowLength + x] : 0;
                int c = x >= channels && y > 0 ? pixels[(y - 1) * rowLength + x - channels] : 0;
                int pa = Math.Abs(b - c), pb = Math.Abs(a - c), pc = Math.Abs(a + b - 2 * c);
                int paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
                int prediction = filter switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => paeth,
                    _ => throw new InvalidDataException()
                };
                pixels[y * rowLength + x] = (byte)(rows[y * (rowLength + 1) + 1 + x] + prediction);
            }
        }
        return pixels;
    }
}
