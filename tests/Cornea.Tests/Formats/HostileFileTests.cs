using System.IO.Compression;
using Shouldly;
using static Cornea.Tests.Samples;

namespace Cornea.Tests.Formats;

/// <summary>Whatever a file holds, a reader succeeds or throws the one documented exception, and allocates little.</summary>
public sealed class HostileFileTests
{
    private const int HeaderLength = 300;
    private const int Trials = 10_000;

    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 24).Select(n => (byte)(7 * n))];

    private static readonly byte[] Weights = Safetensors(
        "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"I64\",\""
            + "shape\":[1],\"data_offsets\":[16,24]}}", 24);

    public static TheoryData<string> Formats => ["idx", "idx.gz", "npy", "npy, column-major", "npz stored", "npz deflated", "safetensors"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_whole_file_is_read(string format) => Survives(format, Whole(format)).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_at_any_byte_is_refused(string format)
    {
        byte[] whole = Whole(format);
        for (int length = 0; length < whole.Length; length++)
            Survives(format, whole[..length]).ShouldBeFalse($"{format} cut to {length} of {whole.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_with_junk_behind_it_is_refused(string format)
    {
        Survives(format, [.. Whole(format), 0]).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_header_byte_may_be_anything(string format)
    {
        byte[] whole = Whole(format);
        for (int at = 0; at < Math.Min(whole.Length, HeaderLength); at++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0x00, 0x7F, 0x80, 0xFF])
                Survives(format, With(whole, at, value));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_byte_anywhere_may_be_anything(string format)
    {
        foreach (byte[] file in Damage.EachByte(Whole(format)))
            Survives(format, file);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_flips_splices_and_extreme_fields_are_survived(string format)
    {
        foreach (byte[] file in Damage.AtRandom(Whole(format), seed: 20, Trials))
            Survives(format, file);
    }

    private static byte[] Whole(string format) => format switch
    {
        "idx" => Idx(8, [2, 3, 4], Pixels),
        "idx.gz" => Gzip(Idx(8, [2, 3, 4], Pixels)),
        "npy" => Npy("<f4", "(2, 3)", Pixels),
        "npy, column-major" => Npy("<i8", "(3, 1)", Pixels, "True"),
        "npz stored" => Zip(CompressionLevel.NoCompression, ("x.npy", Npy("<f4", "(2, 3)", Pixels)), ("y.npy", Npy("|u1",
            "(24,)", Pixels))),
        "npz deflated" => Zip(CompressionLevel.Optimal, ("x.npy", Npy("<f4", "(2, 3)", Pixels)), ("y.npy", Npy("|u1", "(24,)", Pixels))),
        _ => Weights,
    };

    // True when the file was read; any exception but the documented one fails the test.
    private static bool Survives(string format, byte[] file)
    {
        var stream = new MemoryStream(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            object read = format switch
            {
                "idx" or "idx.gz" => IdxFile.ReadArray(stream, format),
                "npy" or "npy, column-major" => NpyFile.ReadArray(stream, format),
                "npz stored" or "npz deflated" => NpzFile.ReadArrays(stream, format),
                _ => SafetensorsFile.ReadArrays(stream, format),
            };
            return read is not null;
        }
        catch (MalformedFileException fault)
        {
            fault.Path.ShouldStartWith(format);
            fault.Offset.ShouldBeGreaterThanOrEqualTo(0);
            fault.Field.ShouldNotBeEmpty();
            return false;
        }
        finally
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((16L << 20) + 3 * file.Length);
        }
    }
}
