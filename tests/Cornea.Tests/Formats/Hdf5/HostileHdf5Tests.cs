using System.Globalization;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>Whatever an HDF5 file holds, reading succeeds or throws the one documented exception, and allocates little.</summary>
public sealed class HostileHdf5Tests
{
    private const int UsualTrials = 10_000;

    // A long run: CORNEA_HOSTILE_FILES=1000000.
    private static readonly int Trials =
        int.TryParse(Environment.GetEnvironmentVariable("CORNEA_HOSTILE_FILES"),
            CultureInfo.InvariantCulture, out int given) ? given : UsualTrials;

    public static TheoryData<string> Files => [.. Hdf5Fixtures.All];

    [Theory]
    [MemberData(nameof(Files))]
    public void Random_flips_splices_and_extreme_fields_are_survived(string name)
    {
        int trials = (Trials + Hdf5Fixtures.All.Count - 1) / Hdf5Fixtures.All.Count;
        int number = 0;
        // Most files go without checksums, so that the change reaches the code behind them.
        foreach (byte[] file in Damage.AtRandom(Hdf5Fixtures.Bytes(name), seed: 22, trials))
            Survives(file, verify: number++ % 4 == 0);
    }

    [Theory]
    [InlineData("superblock_1.h5")]
    [InlineData("refused_external_link_latest.h5")]
    [InlineData("refused_soft.h5")]
    public void A_byte_anywhere_may_be_anything(string name)
    {
        foreach (byte[] file in Damage.EachByte(Hdf5Fixtures.Bytes(name)))
        {
            Survives(file, verify: true);
            Survives(file, verify: false);
        }
    }

    [Theory]
    [InlineData("superblock_1.h5")]
    [InlineData("tracked_v108.h5")]
    [InlineData("user_block.h5")]
    public void A_file_cut_at_any_byte_is_refused(string name)
    {
        byte[] whole = Hdf5Fixtures.Bytes(name);
        Survives(whole, verify: true).ShouldBeTrue();
        for (int length = 0; length < whole.Length; length++)
            Survives(whole[..length], verify: true).ShouldBeFalse($"{name} cut to {length} of {whole.Length} bytes");
    }

    [Fact]
    public void Every_byte_of_the_newer_metadata_is_guarded_by_a_checksum()
    {
        byte[] whole = Hdf5Fixtures.Bytes("refused_external_link_latest.h5");
        int header = whole.AsSpan().IndexOf("OHDR"u8);
        byte[] file = [.. whole];
        file[header + 30] ^= 1;
        Refused(file).ShouldContain("the checksum is");
    }

    [Fact]
    public void A_tree_that_is_its_own_child_is_refused()
    {
        byte[] file = Hdf5Fixtures.Bytes("superblock_1.h5");
        int tree = file.AsSpan().IndexOf("TREE"u8);
        file[tree + 5] = 1;
        BitConverter.TryWriteBytes(file.AsSpan(tree + 32), (long)tree).ShouldBeTrue();
        Refused(file).ShouldContain("level 0 was expected below this node's parent, and 1 came");
    }

    [Fact]
    public void A_header_that_continues_in_itself_is_refused()
    {
        byte[] file = Hdf5Fixtures.Bytes("everyday_earliest.h5");
        int message = file.AsSpan().IndexOf<byte>([0x10, 0, 16, 0, 0, 0, 0, 0]);
        BitConverter.TryWriteBytes(file.AsSpan(message + 8), (long)message).ShouldBeTrue();
        BitConverter.TryWriteBytes(file.AsSpan(message + 16), 24L).ShouldBeTrue();
        Refused(file).ShouldContain("has more than 4096 blocks");
    }

    [Fact]
    public void A_dataset_of_fill_values_alone_cannot_ask_for_memory()
    {
        byte[] file = One(root => root.CreateDataset("x", [0], Array.Empty<float>()));
        int space = file.AsSpan().IndexOf<byte>([1, 0, 24, 0, 0, 0, 0, 0, 1, 1, 1]);
        BitConverter.TryWriteBytes(file.AsSpan(space + 16), 1_000_000_000_000L).ShouldBeTrue();
        BitConverter.TryWriteBytes(file.AsSpan(space + 24), 1_000_000_000_000L).ShouldBeTrue();
        Refused(file).ShouldContain("0 stored bytes are declared to be 4000000000000 bytes of values");
    }

    [Theory]
    [InlineData(8, 1_000_000_000_000L, "should be here, but the file ends")]
    [InlineData(8, long.MinValue, "is more than any file holds")]
    [InlineData(8, long.MaxValue, "more than any file holds")]
    [InlineData(0, 0x0121L, "version 33 is not known")]
    [InlineData(0, 0x012101L, "with 33 dimensions is impossible")]
    public void A_shape_is_held_against_the_file(int at, long value, string message)
    {
        byte[] file = One(root => root.CreateDataset("x", [3], new float[3]));
        int space = file.AsSpan().IndexOf<byte>([1, 0, 24, 0, 0, 0, 0, 0, 1, 1, 1]) + 8;
        BitConverter.TryWriteBytes(file.AsSpan(space + at), value).ShouldBeTrue();
        BitConverter.TryWriteBytes(file.AsSpan(space + 16), at == 8 ? value : 3).ShouldBeTrue();
        Refused(file).ShouldContain(message);
    }

    [Fact]
    public void A_message_longer_than_its_header_is_refused()
    {
        byte[] file = One(root => root.CreateDataset("x", [3], new float[3]));
        int space = file.AsSpan().IndexOf<byte>([1, 0, 24, 0, 0, 0, 0, 0, 1, 1, 1]);
        file[space + 2] = file[space + 3] = 0xFF;
        Refused(file).ShouldContain("65535 bytes were expected here");
    }

    [Fact]
    public void Text_and_names_outside_their_heaps_are_refused()
    {
        byte[] text = One(root => root.SetAttribute("name", "text"));
        int heap = text.AsSpan().IndexOf("GCOL"u8);
        int reference = text.AsSpan().IndexOf([.. (byte[])[4, 0, 0, 0], .. BitConverter.GetBytes((long)heap)]);
        byte[] outside = [.. text];
        BitConverter.TryWriteBytes(outside.AsSpan(reference + 4), 1L << 40).ShouldBeTrue();
        Refused(outside).ShouldContain("but the file ends");
        byte[] missing = [.. text];
        missing[reference + 12] = 9;
        Refused(missing).ShouldContain("has no object 9");
        byte[] longer = [.. text];
        longer[reference] = 200;
        Refused(longer).ShouldContain("a string of 200 bytes is stored in a heap object of 4");

        byte[] names = One(root => root.CreateGroup("group"));
        BitConverter.TryWriteBytes(names.AsSpan(names.AsSpan().LastIndexOf("SNOD"u8) + 8), 5000L).ShouldBeTrue();
        Refused(names).ShouldContain("the name should be at byte 5000");
    }

    [Fact]
    public void Chunks_of_no_size_or_of_too_many_filters_are_refused()
    {
        byte[] whole = Hdf5Fixtures.Bytes("superblock_1.h5");
        int layout = whole.AsSpan().IndexOf<byte>([3, 2, 2]);
        byte[] none = [.. whole];
        none.AsSpan(layout + 11, 4).Clear();
        Refused(none).ShouldContain("a chunk of 0 elements along dimension 0");
        byte[] large = [.. whole];
        large.AsSpan(layout + 11, 4).Fill(0xFF);
        Refused(large).ShouldContain("too large to read");
        byte[] filters = Hdf5Fixtures.Bytes("refused_lzf.h5");
        filters[filters.AsSpan().IndexOf<byte>([0x0B, 0]) + 9] = 255;
        Refused(filters).ShouldContain("255 filters of version 1");
    }

    [Fact]
    public void Groups_may_not_be_nested_without_end()
    {
        byte[] Nested(int levels) => One(root => root.CreateGroup(string.Join('/', Enumerable.Repeat("g", levels))));
        Survives(Nested(200), verify: true).ShouldBeTrue();
        Refused(Nested(300)).ShouldContain("deeper than 256 levels");
    }

    private static byte[] One(Action<Hdf5GroupBuilder> describe)
    {
        var writer = new Hdf5Writer();
        describe(writer.Root);
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private static string Refused(byte[] content)
    {
        var messages = new List<string>();
        Survives(content, verify: true, messages).ShouldBeFalse();
        return messages[0];
    }

    // True when everything was read; any exception but the documented one fails the test.
    private static bool Survives(byte[] content, bool verify, List<string>? messages = null)
    {
        messages ??= [];
        var walk = new HostileWalk(content.Length, messages);
        walk.Read(() =>
        {
            using var file = Hdf5File.Open(content, "hostile", new ReadLimits { VerifyIntegrity = verify });
            walk.Visit(file.Root);
        });
        return messages.Count == 0;
    }
}
