using System.IO.Compression;
using Shouldly;
using static Cornea.Tests.Samples;

namespace Cornea.Tests.Formats;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] Small = Idx(8, [2, 3], [1, 2, 3, 4, 5, 6]);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_plain_file_is_read()
    {
        NumericArray array = Read(Small);

        array.Shape.ShouldBe([2, 3]);
        array.Values.ShouldBe(new byte[] { 1, 2, 3, 4, 5, 6 });
    }

    [Fact]
    public void A_compressed_file_is_known_by_its_magic_and_not_by_its_name()
    {
        IdxFile.ReadArray(_scratch.With("labels", Gzip(Small))).Values.ShouldBe(new byte[] { 1, 2, 3, 4, 5, 6 });
        IdxFile.ReadArray(_scratch.With("labels.gz", Small)).Values.ShouldBe(new byte[] { 1, 2, 3, 4, 5, 6 });
    }

    [Fact]
    public void A_gzip_header_may_carry_a_name_a_comment_an_extra_field_and_a_checksum()
    {
        byte[] plain = Gzip(Small);
        byte[] header = [.. With(plain, 3, 2 | 4 | 8 | 16)[..10], 2, 0, 65, 66, .. "name\0comment\0"u8, 1, 2];

        Read([.. header, .. plain[10..]]).Shape.ShouldBe([2, 3]);
    }

    [Theory]
    [InlineData(9, new byte[] { 0xFF }, typeof(sbyte))]
    [InlineData(11, new byte[] { 0xFF, 0xFF }, typeof(short))]
    [InlineData(12, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, typeof(int))]
    [InlineData(13, new byte[] { 0xBF, 0x80, 0, 0 }, typeof(float))]
    [InlineData(14, new byte[] { 0xBF, 0xF0, 0, 0, 0, 0, 0, 0 }, typeof(double))]
    public void Every_type_is_read_big_endian(int type, byte[] minusOne, Type element)
    {
        Array values = Read(Idx(type, [1], minusOne)).Values;

        values.GetType().GetElementType().ShouldBe(element);
        Convert.ToDouble(values.GetValue(0), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(-1);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (Array values in (Array[])[new byte[] { 1, 2 }, new[] { -1, 1 << 30 }, new[] { 1.5f, float.NaN },
            new[] { double.Epsilon, 3 }])
        {
            foreach (string name in (string[])["a.idx", "a.idx.gz"])
            {
                IdxFile.WriteArray(_scratch[name], new NumericArray(values, [1, 2]));
                NumericArray array = IdxFile.ReadArray(_scratch[name]);
                array.Shape.ShouldBe([1, 2]);
                array.Values.ShouldBe(values);
            }
        }
        File.ReadAllBytes(_scratch["a.idx.gz"])[..2].ShouldBe([0x1F, 0x8B]);
    }

    [Fact]
    public void What_idx_cannot_hold_is_refused_with_advice()
    {
        Should.Throw<ArgumentException>(() => IdxFile.WriteArray(_scratch["a"], new NumericArray(new long[1], [1]))).Message.ShouldContain(
            "save it as .npy");
        Should.Throw<ArgumentException>(() => IdxFile.WriteArray(_scratch["a"], new NumericArray(new byte[1], []))).Message.ShouldContain(
            "1 to 255 dimensions");
        Directory.GetFiles(_scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        Fault(() => IdxFile.ReadArray(_scratch.With("empty", []))).Message.ShouldContain("is empty");
        Fault(() => Read([])).Field.ShouldBe("magic");
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_ordinary_faults_of_the_disk()
    {
        Should.Throw<FileNotFoundException>(() => IdxFile.ReadArray(_scratch["none"])).Message.ShouldContain("there is no such file");
        Should.Throw<IOException>(() => IdxFile.ReadArray(_scratch.Folder)).Message.ShouldContain("it is a folder");
    }

    [Fact]
    public void A_device_without_end_is_refused_unopened()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "no such device");

        Fault(() => IdxFile.ReadArray("/dev/zero")).Message.ShouldContain("no regular file");
    }

    [Fact]
    public void The_message_names_file_field_offset_promise_finding_and_remedy()
    {
        string path = _scratch.With("short.idx", Idx(8, [2, 28, 28], new byte[100]));

        MalformedFileException fault = Fault(() => IdxFile.ReadArray(path));

        fault.Message.ShouldBe($"Cannot read '{path}': the header promises 2 x 28 x 28 values of 1 bytes, 1568 bytes in all, " +
            "but 100 bytes follow (field 'values', byte 16). The file is truncated: copy or download it again.");
        fault.Path.ShouldBe(path);
        fault.Offset.ShouldBe(16);
        fault.Field.ShouldBe("values");
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 8, 1 }, "magic", "begins with two zero bytes")]
    [InlineData(new byte[] { 0, 0, 7, 1, 0, 0, 0, 0 }, "type", "type byte 07")]
    [InlineData(new byte[] { 0, 0, 255, 1, 0, 0, 0, 0 }, "type", "type byte ff")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "number of dimensions", "0 dimensions")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1 }, "dimension 1", "only 0 are left")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 5, 6 }, "values", "1 bytes in all, but 2 bytes follow")]
    [InlineData(new byte[] { 0, 0 }, "magic", "only 2 are left")]
    public void A_wrong_header_is_named(byte[] file, string field, string words)
    {
        MalformedFileException fault = Fault(() => Read(file));

        fault.Field.ShouldBe(field);
        fault.Message.ShouldContain(words);
    }

    [Fact]
    public void Too_many_dimensions_are_refused() =>
        Fault(() => Read(Idx(8, [.. Enumerable.Repeat(1u, 255)], [1]))).Message.ShouldContain("255 dimensions");

    [Theory]
    [InlineData(new[] { 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu })]
    [InlineData(new[] { 4194305u, 4194305u, 4194305u, 4194305u })]
    [InlineData(new[] { 65536u, 65536u })]
    [InlineData(new[] { 0u, 0xFFFFFFFFu, 0xFFFFFFFFu })]
    public void Sizes_whose_product_no_array_can_hold_are_refused(uint[] sizes) =>
        Fault(() => Read(Idx(8, sizes, new byte[4096]))).Message.ShouldContain("more values than one array can hold");

    [Fact]
    public void A_header_cannot_make_the_reader_allocate()
    {
        byte[] plain = Idx(14, [250_000_000], []);
        byte[] gzip = Gzip(Idx(8, [60_000_000], []));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Fault(() => Read(plain)).Field.ShouldBe("values");
        Fault(() => Read(gzip)).Message.ShouldContain("promises 60000000 bytes of values, but the file ends after 0");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4L << 20);
    }

    [Fact]
    public void Zeros_that_compress_a_thousandfold_are_read()
    {
        const int size = 100_000_000;
        byte[] zeros = Gzip(Idx(8, [size], new byte[size]));
        zeros.Length.ShouldBeLessThan(200_000);
        Read(zeros).Values.Length.ShouldBe(size);
    }

    [Fact]
    public void Members_of_a_gzip_file_are_read_one_after_the_other()
    {
        byte[] whole = Idx(8, [6], [1, 2, 3, 4, 5, 6]);
        foreach (int cut in (int[])[1, 5, whole.Length - 1])
        {
            byte[] both = [.. Gzip(whole[..cut]), .. Gzip(whole[cut..])];
            Read(both).Values.ShouldBe(new byte[] { 1, 2, 3, 4, 5, 6 });
            Fault(() => Read(both[..^1]));
        }
    }

    [Fact]
    public void A_gzip_bomb_behind_an_honest_array_is_not_expanded() =>
        Fault(() => Read(Gzip([.. Small, .. new byte[50_000_000]]))).Message.ShouldContain("content should end here");

    [Fact]
    public void A_large_plain_ratio_within_the_free_expansion_is_read() =>
        Read(Gzip(Idx(8, [20_000_000], new byte[20_000_000]))).Values.Length.ShouldBe(20_000_000);

    [Fact]
    public void A_wrong_gzip_checksum_is_noticed()
    {
        byte[] file = Gzip(Small);

        MalformedFileException fault = Fault(() => Read(With(file, file.Length - 8, (byte)~file[^8])));

        fault.Field.ShouldBe("CRC-32");
        fault.Message.ShouldContain("the file states the checksum");
    }

    [Fact]
    public void A_wrong_gzip_length_is_noticed()
    {
        byte[] file = Gzip(Small);

        Fault(() => Read(With(file, file.Length - 4, 99))).Message.ShouldContain("states 99 bytes after decompression, but 18 were found");
    }

    [Fact]
    public void Junk_behind_gzip_is_noticed() => Fault(() => Read([.. Gzip(Small), 1, 2, 3])).Path.ShouldBe("sample");

    [Fact]
    public void A_wrong_gzip_method_and_reserved_flags_are_named()
    {
        Fault(() => Read(With(Gzip(Small), 2, 9))).Field.ShouldBe("gzip method");
        Fault(() => Read(With(Gzip(Small), 3, 0x80))).Field.ShouldBe("gzip flags");
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using var stream = new GZipStream(new MemoryStream(Gzip(Small)), CompressionMode.Decompress);

        IdxFile.ReadArray(stream, "pipe").Shape.ShouldBe([2, 3]);
    }

    private static NumericArray Read(byte[] file) => IdxFile.ReadArray(new MemoryStream(file), "sample");
}
