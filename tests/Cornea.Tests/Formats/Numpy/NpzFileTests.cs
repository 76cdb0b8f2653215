using System.Buffers.Binary;
using System.IO.Compression;
using Shouldly;
using static Cornea.Tests.Samples;

namespace Cornea.Tests.Formats;

public sealed class NpzFileTests : IDisposable
{
    private static readonly byte[] Array1 = Npy("|u1", "(3,)", [1, 2, 3]);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_back_in_order(bool compress)
    {
        Dictionary<string, NumericArray> arrays =
            new() { ["x_train"] = Floats([.. Enumerable.Range(0, 1000)]), ["a/b"] = new(new[] { true }, [1, 1]) };

        NpzFile.WriteArrays(_scratch["a.npz"], arrays, compress);
        Dictionary<string, NumericArray> read = NpzFile.ReadArrays(_scratch["a.npz"]);

        read.Keys.ShouldBe(["x_train", "a/b"]);
        read["x_train"].Values.ShouldBe(arrays["x_train"].Values);
        read["a/b"].Shape.ShouldBe([1, 1]);
        using ZipArchive zip = ZipFile.OpenRead(_scratch["a.npz"]);
        zip.Entries.All(entry => entry.CompressedLength < entry.Length == compress).ShouldBeTrue();
    }

    [Fact]
    public void Equal_arrays_make_equal_files()
    {
        NpzFile.WriteArrays(_scratch["a.npz"], [new("x", Floats(1, 2))], compress: true);
        NpzFile.WriteArrays(_scratch["b.npz"], [new("x", Floats(1, 2))], compress: true);

        File.ReadAllBytes(_scratch["a.npz"]).ShouldBe(File.ReadAllBytes(_scratch["b.npz"]));
    }

    [Fact]
    public void A_name_given_twice_is_refused_and_nothing_is_written()
    {
        Should.Throw<ArgumentException>(() => NpzFile.WriteArrays(_scratch["a.npz"], [new("x", Floats(1)), new("x", Floats(2))], false))
            .Message.ShouldContain("'x' twice");
        Directory.GetFiles(_scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void No_zip_at_all_is_named()
    {
        Fault(() => Read([])).Message.ShouldContain("no zip directory was found");
        Fault(() => Read(new byte[1000])).Message.ShouldContain("no zip directory was found");
        Fault(() => Read([.. Zip(CompressionLevel.Optimal, ("a.npy", Array1)), 1])).Message.ShouldContain("no zip directory was found");
    }

    [Fact]
    public void A_member_that_is_no_array_is_named() =>
        Fault(() => Read(Zip(CompressionLevel.Optimal, ("readme.txt", [1])))).Message.ShouldContain("'readme.txt'");

    [Fact]
    public void A_damaged_array_is_named_with_its_archive_and_member() =>
        Fault(() => Read(Zip(CompressionLevel.Optimal, ("a.npy", [1, 2])))).Path.ShouldBe("sample.npz!a.npy");

    [Fact]
    public void A_repeated_name_is_refused() =>
        Fault(() => Read(Zip(CompressionLevel.Optimal, ("a.npy", Array1), ("a.npy", Array1)))).Message.ShouldContain(
        "two members are named 'a.npy'");

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void A_wrong_checksum_is_noticed(CompressionLevel level)
    {
        byte[] zip = Zip(level, ("a.npy", Array1));
        int crc = DirectoryOf(zip) + 16;

        Fault(() => Read(With(zip, crc, (byte)~zip[crc]))).Field.ShouldBe("CRC-32");
    }

    [Fact]
    public void A_flipped_bit_of_a_stored_value_is_noticed()
    {
        byte[] zip = Zip(CompressionLevel.NoCompression, ("a.npy", Array1));
        int value = zip.AsSpan().IndexOf(new byte[] { (byte)'\n', 1, 2, 3 }) + 1;

        Fault(() => Read(With(zip, value, 9))).Field.ShouldBe("CRC-32");
    }

    [Theory]
    [InlineData(10, "more were found")]
    [InlineData(2_000_000_000, "bytes of content, more than 1032 times")]
    [InlineData(50_000_000, "3 bytes in all, but")]
    public void A_lying_length_of_a_deflated_member_is_noticed(int length, string words)
    {
        byte[] zip = Zip(CompressionLevel.Optimal, ("a.npy", Array1));
        var lie = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(lie, length);

        Fault(() => Read(With(zip, DirectoryOf(zip) + 24, lie))).Message.ShouldContain(words);
    }

    [Fact]
    public void A_stored_member_whose_two_lengths_differ_is_refused()
    {
        byte[] zip = Zip(CompressionLevel.NoCompression, ("a.npy", Array1));

        Fault(() => Read(With(zip, DirectoryOf(zip) + 24, 1, 0, 0, 0))).Field.ShouldBe("sizes");
    }

    [Fact]
    public void Encryption_and_other_methods_are_named()
    {
        byte[] zip = Zip(CompressionLevel.Optimal, ("a.npy", Array1));

        Fault(() => Read(With(zip, DirectoryOf(zip) + 8, 1))).Message.ShouldContain("'a.npy' is encrypted");
        Fault(() => Read(With(zip, DirectoryOf(zip) + 10, 9))).Message.ShouldContain("compression method 9");
        Fault(() => Read(With(zip, 8, 0))).Message.ShouldContain("the directory says method 8 for 'a.npy', its header 0");
    }

    [Fact]
    public void Overlapping_members_are_refused()
    {
        byte[] zip = Zip(CompressionLevel.NoCompression, ("a.npy", Array1), ("b.npy", Array1));
        int second = DirectoryOf(zip) + 46 + 5;
        zip.AsSpan(second, 4).ToArray().ShouldBe("PK\u0001\u0002"u8.ToArray());

        Fault(() => Read(With(zip, second + 42, 0, 0, 0, 0))).Message.ShouldContain("'b.npy' overlaps");
    }

    [Fact]
    public void A_zip64_lie_is_refused()
    {
        byte[] zip = Zip(CompressionLevel.NoCompression, ("a.npy", Array1));

        Fault(() => Read(With(zip, zip.Length - 6, 0xFF, 0xFF, 0xFF, 0xFF))).Field.ShouldStartWith("zip64");
        Fault(() => Read(With(zip, zip.Length - 10, 0xFE, 0xFF, 0xFF, 0x7F))).Field.ShouldBe("directory");
        Fault(() => Read(With(zip, zip.Length - 12, 0xF0, 0xFF))).Field.ShouldBe("number of members");
    }

    [Fact]
    public void Zeros_that_compress_a_thousandfold_are_read()
    {
        const int size = 82_000_000;
        byte[] zip = Zip(CompressionLevel.SmallestSize, ("a.npy", Npy("|u1", $"({size},)", new byte[size])));
        zip.Length.ShouldBeLessThan(size / 900);

        Read(zip)["a"].Values.Length.ShouldBe(size);
    }

    [Fact]
    public void A_promise_that_no_compression_keeps_is_refused_before_memory_is_taken()
    {
        byte[] zip = Zip(CompressionLevel.Optimal, ("a.npy", Array1));
        var lie = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(lie, 2_000_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Fault(() => Read(With(zip, DirectoryOf(zip) + 24, lie))).Message.ShouldContain("more than 1032 times as many");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1L << 20);
    }

    [Fact]
    public void Pickled_members_are_refused() =>
        Fault(() => Read(Zip(CompressionLevel.Optimal, ("a.npy", Npy("|O", "()", [0x80, 4]))))).Message.ShouldContain("pickled code");

    private static Dictionary<string, NumericArray> Read(byte[] file) => NpzFile.ReadArrays(new MemoryStream(file), "sample.npz");
}
