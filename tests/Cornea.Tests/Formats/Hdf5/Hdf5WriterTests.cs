using System.Globalization;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>What is written is what is read; the bytes are those that h5py has read (see make.py).</summary>
public sealed class Hdf5WriterTests
{
    [Fact]
    public void The_file_that_h5py_has_read_is_written_to_the_same_bytes()
    {
        var stream = new MemoryStream();
        WrittenSample.Create().Write(stream);
        stream.ToArray().ShouldBe(Hdf5Fixtures.Bytes("written.h5"),
            "the writer makes other bytes than the file that h5py has read; write tests/fixtures/hdf5/written.h5 anew, " +
            "run make.py there and review what changed");
    }

    [Theory]
    [InlineData("everyday_earliest.h5")]
    [InlineData("everyday_latest.h5")]
    [InlineData("chunked_earliest.h5")]
    [InlineData("written.h5")]
    public void A_file_that_was_read_is_written_with_all_values(string name)
    {
        using var source = Hdf5File.Open(Hdf5Fixtures.PathOf(name));
        var stream = new MemoryStream();
        Hdf5Copy.Of(source).Write(stream);
        using var copy = Hdf5File.Open(stream.ToArray());
        CompareGroups(source.Root, copy.Root);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(9000)]
    public void A_group_may_have_any_number_of_members(int count)
    {
        var writer = new Hdf5Writer();
        for (int n = 0; n < count; n++)
            writer.Root.CreateGroup(string.Create(CultureInfo.InvariantCulture, $"member {n * 7919 % count}"));
        var stream = new MemoryStream();
        writer.Write(stream);
        using var file = Hdf5File.Open(stream.ToArray());
        file.Root.Names.Count.ShouldBe(count);
        file.Root.Names.ShouldBe(Enumerable.Range(0, count).Select(n => $"member {n}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_are_asked_for_while_they_are_written_and_tensors_too()
    {
        int asked = 0;
        var writer = new Hdf5Writer();
        writer.Root.CreateDataset("lazy", [3], () =>
        {
            asked++;
            return (ReadOnlySpan<float>)new float[] { 1, 2, 3 };
        });
        writer.Root.CreateDataset("tensor", Tensor.From([1.5, 2.5], [2, 1]));
        asked.ShouldBe(0);
        var stream = new MemoryStream();
        writer.Write(stream);
        asked.ShouldBe(1);
        using var file = Hdf5File.Open(stream.ToArray());
        file.Root.GetDataset("lazy").ReadArray<float>().ShouldBe([1, 2, 3]);
        file.Root.GetDataset("tensor").Shape.ShouldBe([2L, 1L]);
        file.Root.GetDataset("tensor").ReadArray<double>().ShouldBe([1.5, 2.5]);
    }

    [Fact]
    public void A_file_is_saved_whole()
    {
        using var folder = new Scratch();
        string path = folder["model.weights.h5"];
        WrittenSample.Create().Save(path);
        using var file = Hdf5File.Open(path);
        file.Root.GetDataset("layers/dense/vars/0").ReadArray<float>().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Wrong_descriptions_are_refused()
    {
        var root = new Hdf5Writer().Root;
        root.CreateDataset("x", [2], new float[] { 1, 2 });
        Should.Throw<ArgumentException>(() => root.CreateDataset("x", [1], new float[1])).Message.ShouldContain("'/x' exists already");
        Should.Throw<ArgumentException>(() => root.CreateGroup("x/y")).Message.ShouldContain("'/x' is a dataset");
        Should.Throw<ArgumentException>(() => root.CreateDataset("y", [2, 3], new float[5])).Message
            .ShouldContain("6 elements, but received 5");
        Should.Throw<ArgumentException>(() => root.CreateDataset("y", [-1], new float[1])).Message.ShouldContain("(-1)");
        Should.Throw<ArgumentException>(() => root.CreateGroup("a/./b"));
        Should.Throw<ArgumentException>(() => root.SetAttribute("name", "with\0zero")).Message.ShouldContain("without zero characters");
        Should.Throw<ArgumentException>(() => root.SetFixedStrings("names", [new string('x', 70_000)])).Message
            .ShouldContain("Divide it, as Keras does");
        Should.Throw<NotSupportedException>(() => root.SetAttribute("decimal", 1m)).Message.ShouldContain("Decimal");
        var wrong = new Hdf5Writer();
        wrong.Root.CreateDataset("short", [2], () => (ReadOnlySpan<float>)new float[1]);
        Should.Throw<InvalidOperationException>(() => wrong.Write(new MemoryStream())).Message
            .ShouldContain("'/short' should have 8 bytes by their shape, but 4 came");
    }

    private static void CompareGroups(Hdf5Group expected, Hdf5Group actual)
    {
        actual.Attributes.Keys.ShouldBe(expected.Attributes.Keys.Except(Hdf5Copy.LeftOut(expected.Attributes.Values)));
        foreach (Hdf5Attribute attribute in actual.Attributes.Values)
            CompareValues(expected.Attributes[attribute.Name], attribute);
        actual.Groups.Select(group => group.Name).ShouldBe(expected.Groups.Select(group => group.Name));
        foreach (Hdf5Group group in expected.Groups)
            CompareGroups(group, actual.GetGroup(group.Name));
        actual.Datasets.Select(dataset => dataset.Name).ShouldBe(expected.Datasets.Where(Hdf5Copy.CanCopy).Select(dataset => dataset.Name));
        foreach (Hdf5Dataset dataset in actual.Datasets)
            CompareValues(expected.GetDataset(dataset.Name), dataset);
    }

    private static void CompareValues(Hdf5Array expected, Hdf5Array actual)
    {
        actual.Shape.ShouldBe(expected.Shape, actual.Path);
        actual.Type.Name.ShouldBe(expected.Type.Name, actual.Path);
        if (expected.Type.IsText)
            actual.ReadStrings().ShouldBe(expected.ReadStrings(), actual.Path);
        else if (expected.Type.IsBigEndian)
            actual.ReadArray<double>().ShouldBe(expected.ReadArray<double>(), actual.Path);
        else
            actual.ReadBytes().ShouldBe(expected.ReadBytes(), actual.Path);
    }
}
