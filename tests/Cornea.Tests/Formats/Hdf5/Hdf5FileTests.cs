using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>Every value of every file is the one that h5py reads.</summary>
public sealed class Hdf5FileTests
{
    public static TheoryData<string> Files => [.. Hdf5Fixtures.Readable];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_has_the_members_and_values_that_h5py_reads(string name)
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf(name));
        Compare(file, name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_in_memory_or_in_a_stream_is_the_same(string name)
    {
        byte[] bytes = Hdf5Fixtures.Bytes(name);
        using var inMemory = Hdf5File.Open(bytes);
        using var inStream = Hdf5File.Open(new MemoryStream(bytes), name);
        Compare(inMemory, name);
        Compare(inStream, name);
    }

    [Fact]
    public void The_fixtures_cover_the_superblocks() => Hdf5Fixtures.Readable.Where(name => name != "user_block.h5")
        .Select(name => (int)Hdf5Fixtures.Bytes(name)[8]).Distinct().Order().ShouldBe([0, 1, 2, 3]);

    [Fact]
    public void Numbers_are_read_as_wider_types_and_as_tensors()
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("everyday_earliest.h5"));
        Hdf5Group numbers = file.Root.GetGroup("numbers/big");
        numbers.GetDataset("i2").ReadArray<float>().ShouldBe([0, 1, 32767, -32768, 77, 10922]);
        numbers.GetDataset("u1").ReadArray<long>().ShouldBe([0, 1, 255, 0, 77, 85]);
        numbers.GetDataset("f2").ReadArray<double>().ShouldBe([0, -1.5, 65504, double.PositiveInfinity, (double)(Half)6e-5, 3.140625]);
        numbers.GetDataset("f8").ReadArray<Half>()[1].ShouldBe((Half)(-1.5));
        Tensor half = numbers.GetDataset("f2").ReadTensor();
        half.DType.ShouldBe(DType.Float32);
        half.Shape.ShouldBe([2, 3]);
        Tensor flags = file.Root.GetDataset("flags").ReadTensor();
        flags.DType.ShouldBe(DType.Bool);
        flags.ToArray<bool>().ShouldBe([true, false, true]);
        file.Root.GetDataset("step").ReadTensor().ToArray<long>().ShouldBe([12345678901]);
        file.Root.GetDataset("bfloat16").ReadTensor().ToArray<float>().ShouldBe([1, -3.140625f, float.PositiveInfinity]);
        file.Root.GetDataset("scalar").ReadTensor().Shape.Rank.ShouldBe(0);
    }

    [Fact]
    public void Values_go_into_the_callers_memory()
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("chunked_latest.h5"));
        var values = new float[7 * 11];
        foreach (string name in (string[])["plain", "all", "grows_both", "allocated_early"])
        {
            values.AsSpan().Clear();
            file.Root.GetDataset(name).Read<float>(values);
            values.ShouldBe([.. Enumerable.Range(0, 77).Select(n => n / 4f)], name);
        }
        Should.Throw<ArgumentException>(() => file.Root.GetDataset("plain").Read(new float[76].AsSpan())).Message
            .ShouldContain("77 elements");
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("tracked_latest.h5"));
        file.Root.TryGetGroup("few/none", out _).ShouldBeFalse();
        file.Root.TryGetDataset("few", out _).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => file.Root.GetDataset("few/x")).Message.ShouldContain("'few', 'many'");
    }

    [Fact]
    public void Several_threads_read_one_file()
    {
        using var file = Hdf5File.Open(Hdf5Fixtures.PathOf("chunked_earliest.h5"));
        Parallel.For(0, 200, n =>
        {
            Hdf5Dataset dataset = file.Root.GetDataset(n % 2 == 0 ? "all" : "plain");
            dataset.ReadArray<float>().ShouldBe([.. Enumerable.Range(0, 77).Select(k => k / 4f)]);
        });
    }

    private static void Compare(Hdf5File file, string name)
    {
        using JsonDocument expected = Hdf5Fixtures.Expected(name);
        int datasets = 0;
        foreach (JsonElement entry in expected.RootElement.EnumerateArray())
        {
            string path = entry.GetProperty("path").GetString()!;
            if (entry.TryGetProperty("names", out JsonElement names))
            {
                Hdf5Group group = path == "/" ? file.Root : file.Root.GetGroup(path);
                group.Path.ShouldBe(path);
                group.Names.ShouldBe(names.EnumerateArray().Select(member => member.GetString()!), path);
                CompareAttributes(group.Attributes, entry, path);
                continue;
            }
            Hdf5Dataset dataset = file.Root.GetDataset(path);
            dataset.Type.ToString().ShouldBe(entry.GetProperty("type").GetString(), path);
            CompareValues(dataset, entry);
            CompareAttributes(dataset.Attributes, entry, path);
            datasets++;
        }
        file.Root.AllDatasets().Count().ShouldBe(datasets);
    }

    private static void CompareAttributes(IReadOnlyDictionary<string, Hdf5Attribute> attributes, JsonElement entry, string path)
    {
        JsonElement[] expected = [.. entry.GetProperty("attributes").EnumerateArray()];
        attributes.Keys.ShouldBe(expected.Select(attribute => attribute.GetProperty("name").GetString()!), path);
        foreach ((Hdf5Attribute attribute, JsonElement one) in attributes.Values.Zip(expected))
            CompareValues(attribute, one);
    }

    private static void CompareValues(Hdf5Array array, JsonElement entry)
    {
        JsonElement shape = entry.GetProperty("shape");
        if (shape.ValueKind == JsonValueKind.Null)
        {
            array.IsNull.ShouldBeTrue(array.Path);
            array.Count.ShouldBe(0);
            return;
        }
        array.Shape.ShouldBe(shape.EnumerateArray().Select(size => size.GetInt64()), array.Path);
        if (entry.TryGetProperty("bytes", out JsonElement bytes))
            Convert.ToHexStringLower(array.ReadBytes()).ShouldBe(bytes.GetString(), array.Path);
        else if (entry.TryGetProperty("sha256_of_float64", out JsonElement hash))
        {
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(array.ReadArray<double>())))
                .ShouldBe(hash.GetString(), array.Path);
        }
        else if (array.Type.IsText)
            array.ReadStrings().ShouldBe(entry.GetProperty("values").EnumerateArray().Select(text => text.GetString()!), array.Path);
        else
            Texts(array).ShouldBe(entry.GetProperty("values").EnumerateArray().Select(Text), array.Path);
    }

    // Numbers as texts, so that integers of 64 bits are compared to the last bit.
    private static string[] Texts(Hdf5Array array) => array.Type.Class switch
    {
        Hdf5TypeClass.Float or Hdf5TypeClass.BFloat16 =>
            [.. array.ReadArray<double>().Select(value => value.ToString("R", CultureInfo.InvariantCulture))],
        Hdf5TypeClass.UnsignedInteger => [.. array.ReadArray<ulong>().Select(value => value.ToString(CultureInfo.InvariantCulture))],
        _ => [.. array.ReadArray<long>().Select(value => value.ToString(CultureInfo.InvariantCulture))],
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.String => double.Parse(
            value.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            .ToString("R", CultureInfo.InvariantCulture),
        _ when value.GetRawText().AsSpan().ContainsAny('.', 'e') => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
