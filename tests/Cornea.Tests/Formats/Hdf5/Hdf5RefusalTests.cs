using System.Text;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>What this reader does not read, it refuses by name, and nothing in a file makes it open another one.</summary>
public sealed class Hdf5RefusalTests
{
    [Theory]
    [InlineData("refused_external_storage.h5", "external storage")]
    [InlineData("refused_virtual.h5", "a virtual dataset")]
    [InlineData("refused_virtual_latest.h5", "a virtual dataset")]
    [InlineData("refused_lzf.h5", "the filter 32000 (lzf)")]
    [InlineData("refused_scale_offset.h5", "the filter 6 (scaleoffset)")]
    [InlineData("refused_own_child.h5", "the group '/' contains itself")]
    public void A_feature_is_refused_by_name(string name, string message)
    {
        var fault = Should.Throw<MalformedFileException>(() =>
        {
            using var file = Hdf5File.Open(Hdf5Fixtures.PathOf(name));
            foreach (Hdf5Dataset dataset in file.Root.AllDatasets())
                dataset.ReadBytes();
        });
        fault.Message.ShouldContain(message);
        fault.Path.ShouldBe(Hdf5Fixtures.PathOf(name));
        fault.Offset.ShouldBeGreaterThan(0);
        fault.Field.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("refused_soft.h5")]
    [InlineData("refused_soft_latest.h5")]
    [InlineData("refused_external_link.h5")]
    [InlineData("refused_external_link_latest.h5")]
    public void What_stands_beside_a_link_can_be_read(string name)
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf(name));
        file.Root.Names.ShouldContain("link");
        file.Root.Groups.ShouldAllBe(group => group.Name != "link");
        file.Root.Datasets.ShouldAllBe(dataset => dataset.Name != "link");
        foreach (var beside in file.Root.AllDatasets())
            beside.ReadBytes();
        Should.Throw<MalformedFileException>(() => file.Root.TryGetDataset("link", out _)).Message.ShouldContain("'link' is a");
        Should.Throw<MalformedFileException>(() => file.Root.GetGroup("link/inside")).Message.ShouldContain("'link' is a");
    }

    [Theory]
    [InlineData("compound", "compound")]
    [InlineData("complex", "compound")]
    [InlineData("sequence", "sequence")]
    [InlineData("reference", "reference")]
    [InlineData("array", "array")]
    [InlineData("text", "string")]
    public void A_type_that_is_no_number_is_not_read_as_one(string dataset, string type)
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("refused_other_types.h5"));
        Should.Throw<MalformedFileException>(() => file.Root.GetDataset(dataset).ReadArray<float>()).Message
            .ShouldContain($"elements of type {type}, which cannot be read as Single");
    }

    [Fact]
    public void A_number_that_the_type_cannot_hold_is_refused()
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("everyday_latest.h5"));
        Hdf5Group numbers = file.Root.GetGroup("numbers/little");
        Should.Throw<MalformedFileException>(() => numbers.GetDataset("i4").ReadArray<short>()).Message.ShouldContain("Int16 cannot hold");
        Should.Throw<MalformedFileException>(() => numbers.GetDataset("u8").ReadTensor()).Message.ShouldContain("Int64 cannot hold");
        Should.Throw<MalformedFileException>(() => numbers.GetDataset("f4").ReadArray<int>()).Message
            .ShouldContain("cannot be read as Int32");
        Should.Throw<MalformedFileException>(() => numbers.GetDataset("f4").ReadStrings()).Message.ShouldContain("cannot be read as text");
    }

    [Theory]
    [InlineData("PK\u0003\u0004 and more", "a zip archive")]
    [InlineData("<!DOCTYPE html>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [InlineData("{\"class_name\": 1}", "JSON")]
    [InlineData("words and words", "it looks like text")]
    [InlineData("\u0001\u0002\u0003 bytes", "signature is at none of the offsets")]
    public void Another_kind_of_file_is_recognised(string content, string message) =>
        Should.Throw<MalformedFileException>(() => Hdf5File.Open(Encoding.Latin1.GetBytes(content))).Message.ShouldContain(message);

    [Fact]
    public void An_empty_file_and_a_folder_are_refused()
    {
        Should.Throw<MalformedFileException>(() => Hdf5File.Open(ReadOnlyMemory<byte>.Empty));
        Should.Throw<IOException>(() => Hdf5File.Open(Hdf5Fixtures.Folder)).Message.ShouldContain("it is a folder");
        Should.Throw<FileNotFoundException>(() => Hdf5File.Open(Hdf5Fixtures.PathOf("none.h5")));
    }

    [Fact]
    public void Chunks_that_declare_too_much_need_the_option_or_the_callers_memory()
    {
        // 16 MiB of zeros in one chunk of 16 KiB look like a bomb.
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("refused_expansion.h5"));
        Hdf5Dataset dataset = file.Root.GetDataset("x");
        Should.Throw<MalformedFileException>(() => dataset.ReadArray<byte>()).Message.ShouldContain("LargestExpansion");
        var values = new byte[dataset.Count];
        dataset.Read<byte>(values);
        values.ShouldAllBe(value => value == 0);
        using var trusted = Hdf5File.Open(Hdf5Fixtures.PathOf("refused_expansion.h5"), new ReadLimits { LargestExpansion = 2000 });
        trusted.Root.GetDataset("x").ReadArray<byte>().Length.ShouldBe(16 << 20);
        Should.Throw<ArgumentOutOfRangeException>(() => new ReadLimits { LargestExpansion = 0 });
    }
}
