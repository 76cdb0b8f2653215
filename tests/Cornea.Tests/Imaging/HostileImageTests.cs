using System.Buffers.Binary;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>Whatever a picture file holds, reading succeeds or throws the one documented exception, and allocates little.</summary>
public sealed class HostileImageTests
{
    private const int Trials = 10_000;

    public static TheoryData<string> Formats =>
        ["png grey", "png palette", "png interlaced", "bmp", "bmp palette", "bmp runs", "pnm text", "pnm", "jpeg", "jpeg progressive",
            "jpeg restarts", "jpeg inks", "gif", "webp", "webp tiles"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_whole_file_is_read(string format) => Survives(Whole(format)).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_before_its_end_is_refused(string format)
    {
        byte[] whole = Whole(format);
        // The last digit of text pixels may be missing without notice, and what stands behind the first picture of a GIF is not read.
        int end = format switch { "pnm text" => whole.Length - 1, "gif" => whole.Length - 2, _ => whole.Length };
        for (int length = 0; length < end; length++)
            Survives(whole[..length]).ShouldBeFalse($"{format} cut to {length} of {whole.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_byte_anywhere_may_be_anything(string format)
    {
        foreach (byte[] file in Damage.EachByte(Whole(format)))
        {
            Survives([.. file]);
            Survives(Repaired(file));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_flips_splices_and_extreme_fields_are_survived(string format)
    {
        foreach (byte[] file in Damage.AtRandom(Whole(format), seed: 21, Trials))
            Survives(Repaired(file));
    }

    [Theory]
    [InlineData(0u, 5u, "at least 1")]
    [InlineData(0x80000000u, 0x80000000u, "at most 268435456 are read")]
    [InlineData(16384u, 16384u, "cannot hold the 16384 x 16384 pixels")]
    public void A_PNG_of_absurd_size_is_refused_before_anything_is_allocated(uint width, uint height, string message) =>
        Refused(PngSamples.File(PngSamples.Header(width, height), ("IDAT", PngSamples.Deflate([0, 0])))).ShouldContain(message);

    [Fact]
    public void A_PNG_with_more_data_than_pixels_is_refused()
    {
        byte[] bomb = PngSamples.Deflate(new byte[50_000_000]);
        Refused(PngSamples.File(PngSamples.Header(4, 4), ("IDAT", bomb))).ShouldContain("more data than the picture has pixels");
    }

    [Fact]
    public void The_faults_of_PNG_chunks_are_named()
    {
        byte[] row = PngSamples.Deflate([0, 7]);
        byte[] header = PngSamples.Header(1, 1), palette = PngSamples.Header(1, 1, 8, 3);
        byte[] whole = PngSamples.File(header, ("IDAT", row));
        byte[] wrong = [.. whole];
        wrong[^1] ^= 1;
        byte[] endless = [.. whole];
        BinaryPrimitives.WriteUInt32BigEndian(endless.AsSpan(33), uint.MaxValue);

        Refused(wrong).ShouldContain("the chunk IEND states the checksum");
        Refused(endless).ShouldContain("a chunk of 4294967295 bytes does not fit");
        Refused(PngSamples.File(PngSamples.Header(1, 1, 3), ("IDAT", row)))
            .ShouldContain("3 bits a sample with colour type 0 do not exist");
        Refused(PngSamples.File(palette, ("IDAT", row))).ShouldContain("there is no palette");
        Refused(PngSamples.File(palette, ("PLTE", [1, 2, 3]), ("IDAT", row))).ShouldContain("a pixel has colour 7, and the palette has 1");
        Refused(PngSamples.File(palette, ("PLTE", [1, 2]), ("IDAT", row))).ShouldContain("a palette of 2 bytes is wrong here");
        Refused(PngSamples.File(header, ("tRNS", [1]), ("IDAT", row))).ShouldContain("1 bytes of transparency are wrong here");
        Refused(PngSamples.File(header, ("IHDR", header), ("IDAT", row))).ShouldContain("two headers");
        Refused(PngSamples.File(header, ("IDAT", row), ("tEXt", []), ("IDAT", row))).ShouldContain("interrupted by another chunk");
        Refused(PngSamples.File(header, ("ABCD", []), ("IDAT", row))).ShouldContain("the chunk ABCD is needed to show the picture");
        Refused(PngSamples.File(header, ("IDAT", PngSamples.Deflate([5, 7])))).ShouldContain("a row has filter 5");
        Refused(PngSamples.File(header)).ShouldContain("the pixels end in row 0 of 1");
        // The first picture of an animation is read: its own chunks need not be known.
        Survives(PngSamples.File(header, ("acTL", new byte[8]), ("IDAT", row), ("fdAT", [0, 0, 0, 1]))).ShouldBeTrue();
    }

    [Fact]
    public void A_BMP_and_a_PNM_of_absurd_size_are_refused()
    {
        Refused(ImageFileTests.Bmp(16384, 16384, 8, 1, [], [0, 1])).ShouldContain("at most 268435456");
        Refused(ImageFileTests.Bmp(8000, 8000, 8, 1, [], [0, 1])).ShouldContain("cannot hold the 8000 x 8000 pixels");
        Refused(ImageFileTests.Bmp(1, int.MinValue, 24, 0, [], [])).ShouldContain("at least 1");
        Refused("P5 10000 10000 255 "u8.ToArray()).ShouldContain("cannot hold the 10000 x 10000 pixels");
        Refused("P5 99999999999 1 255 "u8.ToArray()).ShouldContain("a number was expected");
        Refused("P2 1 1 7 8"u8.ToArray()).ShouldContain("a pixel has the value 8, and the largest is said to be 7");
    }

    private static byte[] Whole(string format) => format switch
    {
        "png grey" => PngSamples.File(9, 4, 8, 0, false, [.. Enumerable.Range(0, 36)], ("tRNS", [0, 1])),
        "png palette" =>
            PngSamples.File(5, 4, 2, 3, false, [.. Enumerable.Range(0, 20).Select(n => n % 4)], ("PLTE", new byte[12]), ("tRNS", [1])),
        "png interlaced" => PngSamples.File(9, 9, 16, 6, true, [.. Enumerable.Range(0, 324)]),
        "bmp" => ImageFileTests.Bmp(3, 2, 24, 0, [], new byte[24]),
        "bmp palette" => ImageFileTests.Bmp(5, 3, 4, 0, new byte[64], new byte[12]),
        "bmp runs" => ImageFileTests.Bmp(5, 3, 8, 1, new byte[8], ImageFileTests.Hex("0501 0000 0003010001 00 0002 0101 0101 0001")),
        "jpeg" => JpegTests.File("lowest-quality"),
        "jpeg progressive" => JpegTests.File("grey-progressive"),
        "jpeg restarts" => JpegTests.File("progressive-restarts"),
        "jpeg inks" => JpegTests.File("ycck"),
        "gif" => JpegTests.File("gif-interlaced", ".gif"),
        "webp" => JpegTests.File("webp-2-colours", ".webp"),
        "webp tiles" => JpegTests.File("webp-photo-fast", ".webp"),
        "pnm text" => Encoding.ASCII.GetBytes("P3 2 2 255\n1 2 3 4 5 6 7 8 9 10 11 12"),
        _ => Encoding.Latin1.GetBytes("P6\n2 2\n255\nabcdefghijkl"),
    };

    // Right checksums, so that a change inside a chunk reaches the code behind them.
    private static byte[] Repaired(byte[] file)
    {
        for (int at = 8; file[0] == 0x89 && at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                break;
            uint crc = Cornea.Formats.Crc32.Append(0, file.AsSpan(at + 4, 4 + (int)length));
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), crc);
            at += 12 + (int)length;
        }
        return file;
    }

    private static string Refused(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Should.Throw<MalformedFileException>(() => ImageFile.Read(new MemoryStream(file), null, "picture"));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((1L << 20) + 3 * file.Length);
        return fault.Message;
    }

    // True when the file was read; any exception but the documented one fails the test.
    private static bool Survives(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return ImageFile.ReadPicture(new MemoryStream(file), "picture", null).Pixels.Length > 0;
        }
        catch (MalformedFileException fault)
        {
            fault.Path.ShouldBe("picture");
            fault.Field.ShouldNotBeEmpty();
            return false;
        }
        finally
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((16L << 20) + 3 * file.Length);
        }
    }
}
