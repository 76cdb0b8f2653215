using System.Text;
using Shouldly;

namespace Cornea.Tests.Imaging;

public sealed class ImageFileTests
{
    public static TheoryData<int, int, bool> PngKinds
    {
        get
        {
            var kinds = new TheoryData<int, int, bool>();
            foreach (var (color,
                depths) in new (int, int[])[] { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (int depth in depths)
                {
                    kinds.Add(color, depth, false);
                    kinds.Add(color, depth, true);
                }
            }
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(PngKinds))]
    public void Every_kind_of_PNG_gives_its_pixels(int color, int depth, bool interlaced)
    {
        int count = color switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };
        var random = new Random(color * 100 + depth);
        foreach (var (width, height) in new[] { (1, 1), (7, 9), (33, 6), (2, 17) })
        {
            int[] samples = [.. Enumerable.Range(0, width * height * count).Select(_ => random.Next(1 << depth))];
            byte[] palette = [.. Enumerable.Range(0, 3 << depth).Select(_ => (byte)random.Next(256))];
            (string, byte[])[] more = color == 3 ? [("PLTE", palette)] : [];

            Tensor picture = Read(PngSamples.File(width, height, depth, color, interlaced, samples, more));

            picture.Shape.ShouldBe([height, width, color == 3 ? 3 : count]);
            picture.ToArray<byte>().ShouldBe(color == 3
                ? [.. samples.SelectMany(index => palette.AsSpan(3 * index, 3).ToArray())]
                : [.. samples.Select(value => (byte)(depth == 16 ? value >> 8 : value * 255 / ((1 << depth) - 1)))]);
        }
    }

    [Fact]
    public void The_colour_that_tRNS_names_is_clear()
    {
        Read(PngSamples.File(2, 1, 4, 0, false, [3, 5], ("tRNS", [0, 5]))).ToArray<byte>().ShouldBe([51, 255, 85, 0]);
        Read(PngSamples.File(2, 1, 16, 0, false, [0x0102, 0x0103], ("tRNS", [1, 2]))).ToArray<byte>().ShouldBe([1, 0, 1, 255]);
        Read(PngSamples.File(2, 1, 8, 2, false, [1, 2, 3, 1, 2, 4], ("tRNS", [0, 1, 0, 2, 0, 4]))).ToArray<byte>()
            .ShouldBe([1, 2, 3, 255, 1, 2, 4, 0]);
        Read(PngSamples.File(3, 1, 2, 3, false, [0, 1, 2], ("PLTE", [9, 8, 7, 6, 5, 4, 3, 2, 1]), ("tRNS", [10, 20]))).ToArray<byte>()
            .ShouldBe([9, 8, 7, 10, 6, 5, 4, 20, 3, 2, 1, 255]);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        using var scratch = new Scratch();
        byte[] pixels = [.. Enumerable.Range(0, 30).Select(n => (byte)(n * 8))];
        PngFile.Write(scratch["a.png"], pixels, 5, 2, 3);

        Tensor picture = ImageFile.Read(scratch["a.png"]);

        picture.Shape.ShouldBe([2, 5, 3]);
        picture.ToArray<byte>().ShouldBe(pixels);
    }

    [Theory]
    [InlineData(1, new byte[] { 18 })]
    [InlineData(2, new byte[] { 18, 40 })]
    [InlineData(3, new byte[] { 10, 20, 30 })]
    [InlineData(4, new byte[] { 10, 20, 30, 40 })]
    public void Channels_are_made_and_dropped(int channels, byte[] expected) =>
        Read(PngSamples.File(1, 1, 8, 6, false, [10, 20, 30, 40]), channels).ToArray<byte>().ShouldBe(expected);

    [Fact]
    public void Grey_becomes_colour_and_missing_opacity_is_full()
    {
        Read("P5 1 1 255 \u0011"u8.ToArray(), 4).ToArray<byte>().ShouldBe([17, 17, 17, 255]);
        Read("P5 1 1 255 \u0011"u8.ToArray(), 2).ToArray<byte>().ShouldBe([17, 255]);
        Should.Throw<ArgumentOutOfRangeException>(() => Read([], 5)).Message.ShouldContain("1 (grey), 2 (grey and opacity), 3 (RGB)");
    }

    [Theory]
    [InlineData("P1\n# a comment\n3 2\n101\n0 1 0", 1, new byte[] { 0, 255, 0, 255, 0, 255 })]
    [InlineData("P2 3 2 100 0 50 100 25 75 1", 1, new byte[] { 0, 128, 255, 64, 191, 3 })]
    [InlineData("P3 1 2 255 1 2 3 4 5 6\n", 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("P4 3 2 \u0040\u0020", 1, new byte[] { 255, 0, 255, 255, 255, 0 })]
    [InlineData("P5 3 2 255\nABCDEF", 1, new byte[] { 65, 66, 67, 68, 69, 70 })]
    [InlineData("P5 1 1 65535 AB", 1, new byte[] { 65 })]
    [InlineData("P6#c\n1 2#d\n255\nABCDEF", 3, new byte[] { 65, 66, 67, 68, 69, 70 })]
    public void PNM_gives_its_pixels(string text, int channels, byte[] expected)
    {
        Tensor picture = Read(Encoding.Latin1.GetBytes(text));
        picture.Shape[2].ShouldBe(channels);
        picture.ToArray<byte>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("bottom row first, rows of four bytes", 24, 0, 2, "", "010203040506 0000 0708090A0B0C 0000", "0908070C0B0A030201060504")]
    [InlineData("top row first", 24, 0, -2, "", "010203040506 0000 0708090A0B0C 0000", "0302010605040908070C0B0A")]
    [InlineData("fourth byte unused", 32, 0, 1, "", "0102030405060708", "030201070605")]
    [InlineData("5 bits a colour", 16, 0, 1, "", "1F00007C", "0000FFFF0000")]
    [InlineData("bit fields", 16, 3, 1, "00F80000E00700001F000000", "E007FFFF", "00FF00FFFFFF")]
    [InlineData("palette of 1 bit", 1, 0, 1, "0102030004050600", "40000000", "030201060504")]
    [InlineData("palette of 4 bits", 4, 0, 1, "0102030004050600", "01000000", "030201060504")]
    [InlineData("palette of 8 bits", 8, 0, 1, "0102030004050600", "01000000", "060504030201")]
    [InlineData("runs of 8 bits", 8, 1, 2, "0102030004050600", "0201 0000 0100 0101 0001", "030201060504060504060504")]
    [InlineData("runs of 4 bits", 4, 2, 2, "0102030004050600", "0201 0000 0210 0001", "060504030201030201060504")]
    public void BMP_gives_its_pixels(string kind, int depth, int compression, int height, string table, string data, string expected)
    {
        Tensor picture = Read(Bmp(2, height, depth, compression, Hex(table), Hex(data)));
        picture.Shape.ShouldBe([Math.Abs(height), 2, 3], kind);
        picture.ToArray<byte>().ShouldBe(Hex(expected), kind);
    }

    [Fact]
    public void BMP_with_a_mask_for_opacity_has_four_channels()
    {
        byte[] masks = Hex("FF000000 00FF0000 0000FF00 000000FF");
        Read(Bmp(1, 1, 32, 6, masks, Hex("01020304"))).ToArray<byte>().ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Other_files_are_named()
    {
        using var scratch = new Scratch();
        Should.Throw<MalformedFileException>(() => Read("II*\0...."u8.ToArray())).Message.ShouldContain("begins as a TIFF picture");
        Should.Throw<MalformedFileException>(() => Read([1, 2, 3, 4, 5])).Message.ShouldContain("bytes 01020304, which begin no picture");
        Should.Throw<MalformedFileException>(() => ImageFile.Read(scratch.With("empty.png", [])));
        Should.Throw<FileNotFoundException>(() => ImageFile.Read(scratch["none.png"])).Message.ShouldContain("there is no such file");
    }

    internal static byte[] Bmp(int width, int height, int depth, int compression, byte[] table, byte[] data)
    {
        using var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + table.Length + data.Length);
        writer.Write(0);
        writer.Write(54 + table.Length);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)depth);
        writer.Write(compression);
        writer.Write(new byte[12]);
        writer.Write(depth <= 8 ? table.Length / 4 : 0);
        writer.Write(0);
        writer.Write(table);
        writer.Write(data);
        return stream.ToArray();
    }

    internal static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static Tensor Read(byte[] file, int? channels = null) => ImageFile.Read(new MemoryStream(file), channels, "picture");
}
