using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cornea.Formats.Hdf5;
using Cornea.Formats.Keras;
using Shouldly;

namespace Cornea.Tests.Formats;

/// <summary>The files that Keras saved hold the weights that Keras says they hold.</summary>
public sealed class KerasFileTests
{
    [Theory]
    [InlineData("uncompiled.keras", KerasFileKind.Archive)]
    [InlineData("uncompiled.weights.h5", KerasFileKind.Weights)]
    [InlineData("uncompiled.h5", KerasFileKind.Legacy)]
    [InlineData("lecture_mlp.keras", KerasFileKind.Archive)]
    [InlineData("lecture_mlp.h5", KerasFileKind.Legacy)]
    [InlineData("pure_bfloat16.keras", KerasFileKind.Archive)]
    public void The_variables_are_those_of_the_model_in_its_order(string name, KerasFileKind kind)
    {
        using JsonDocument expected = KerasFixtures.Load(Path.Combine("models", name.Split('.')[0] + ".json"));
        using KerasFile file = KerasFile.Open(PathOf(name));
        file.Kind.ShouldBe(kind);
        KerasVariable[] weights = [.. file.Variables.Where(entry => entry != file.Optimizer).SelectMany(entry => entry.Items)];
        Compare(weights, expected.RootElement.GetProperty("weights"));
        JsonElement optimizer = expected.RootElement.GetProperty("optimizer_variables");
        if (optimizer.ValueKind == JsonValueKind.Array && optimizer.GetArrayLength() > 0)
            Compare(file.Optimizer!.Items, optimizer);
        else
            (file.Optimizer?.Items ?? []).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_said_about_the_model_is_kept()
    {
        using KerasFile archive = KerasFile.Open(PathOf("lecture_mlp.keras"));
        archive.KerasVersion.ShouldBe("3.15.1");
        archive.TrainingConfig.ShouldBeNull();
        using (JsonDocument config = JsonDocument.Parse(archive.ModelConfig!))
            config.RootElement.GetProperty("class_name").GetString().ShouldBe("Sequential");
        archive.Find("layers/dense_1")!.Name.ShouldBe("dense_1");
        archive.Find("layers/none").ShouldBeNull();

        using KerasFile legacy = KerasFile.Open(PathOf("lecture_mlp.h5"));
        legacy.KerasVersion.ShouldBe("3.15.1");
        legacy.Backend.ShouldBe("torch");
        legacy.ModelConfig!.ShouldStartWith("{\"class_name\": \"Sequential\"");
        legacy.TrainingConfig!.ShouldContain("\"optimizer_config\"");
        legacy.Find("dense")!.Items.Select(item => item.Name).ShouldBe(["sequential/dense/kernel", "sequential/dense/bias"]);

        using KerasFile weights = KerasFile.Open(PathOf("uncompiled.weights.h5"));
        weights.ModelConfig.ShouldBeNull();
    }

    [Fact]
    public void The_content_says_what_a_file_is_and_not_its_name()
    {
        using var folder = new Scratch();
        using KerasFile file = KerasFile.Open(folder.With("model.keras", File.ReadAllBytes(PathOf("uncompiled.h5"))));
        file.Kind.ShouldBe(KerasFileKind.Legacy);
    }

    [Fact]
    public void Lists_of_names_that_are_divided_are_put_together()
    {
        var writer = new Hdf5Writer();
        writer.Root.SetFixedStrings("layer_names0", ["dense_2", "flatten"]);
        writer.Root.SetFixedStrings("layer_names1", ["dense_1"]);
        Hdf5GroupBuilder dense = writer.Root.CreateGroup("dense_1");
        dense.SetFixedStrings("weight_names", ["dense_1/kernel:0"]);
        dense.CreateDataset("dense_1/kernel:0", [1], new float[] { 3 });
        writer.Root.CreateGroup("dense_2").SetAttribute<double>("weight_names", [0], []);
        writer.Root.CreateGroup("flatten");
        using KerasFile file = Reopened(writer);
        file.Kind.ShouldBe(KerasFileKind.Legacy);
        file.Variables.Select(entry => entry.Path).ShouldBe(["dense_2", "flatten", "dense_1"]);
        file.Variables[2].Items.Single().Dataset.ReadArray<float>().ShouldBe([3]);
        file.Optimizer.ShouldBeNull();
    }

    [Fact]
    public void Counted_names_come_in_the_order_of_their_numbers()
    {
        var writer = new Hdf5Writer();
        foreach (string name in (string[])["conv2d_10", "conv2d_2", "conv2d", "batch_normalization"])
            writer.Root.CreateGroup($"layers/{name}/vars");
        Hdf5GroupBuilder cell = writer.Root.CreateGroup("layers/lstm/cell/vars");
        for (int variable = 0; variable < 12; variable++)
            cell.CreateDataset($"{variable}", [], new float[] { variable });
        using KerasFile file = Reopened(writer);
        file.Variables.Select(entry => entry.Path).ShouldBe(
            ["layers/batch_normalization", "layers/conv2d", "layers/conv2d_2", "layers/conv2d_10", "layers/lstm/cell"]);
        file.Variables[^1].Name.ShouldBe("cell");
        file.Variables[^1].Items.Select(item => item.Dataset.ReadArray<float>()[0]).ShouldBe(Enumerable.Range(0, 12).Select(n => (float)n));
    }

    [Fact]
    public void A_file_without_what_it_promises_is_refused()
    {
        var missing = new Hdf5Writer();
        missing.Root.SetFixedStrings("layer_names", ["dense"]);
        Refused(missing).ShouldContain("the layer 'dense' of '/' has no group");
        missing.Root.CreateGroup("dense").SetFixedStrings("weight_names", ["kernel:0"]);
        Refused(missing).ShouldContain("the weight 'kernel:0' of '/dense' has no dataset");
        var other = new Hdf5Writer();
        other.Root.CreateDataset("x", [1], new float[1]);
        Refused(other).ShouldContain("no weights of Keras are in this HDF5 file; its members are x");

        byte[] json = Encoding.UTF8.GetBytes("{}");
        byte[] pickled = Samples.Zip(CompressionLevel.NoCompression, ("metadata.json", json), ("config.json", json),
            ("model.weights.npz", json));
        RefusedStream(pickled).ShouldContain("Python pickles, which are never read");
        RefusedStream(Samples.Zip(CompressionLevel.NoCompression, ("metadata.json", json))).ShouldContain("no member 'config.json'");
        byte[] wrong = Samples.Zip(CompressionLevel.NoCompression, ("metadata.json", [1]), ("config.json", json),
            ("model.weights.h5", json));
        RefusedStream(wrong).ShouldContain("the metadata are no JSON");
    }

    [Fact]
    public void Random_damage_is_survived()
    {
        const int trials = 2000;
        foreach (byte[] content in Damage.AtRandom(File.ReadAllBytes(PathOf("pure_bfloat16.keras")), seed: 23, trials))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using KerasFile file = KerasFile.Open(new MemoryStream(content), "hostile");
                foreach (KerasVariable variable in file.Variables.SelectMany(entry => entry.Items))
                    variable.Dataset.ReadArray<float>();
            }
            catch (MalformedFileException fault)
            {
                fault.Path.ShouldStartWith("hostile");
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((16L << 20) + 3 * content.Length);
        }
    }

    private static string PathOf(string name) => Path.Combine(KerasFixtures.Folder, "models", name);

    private static KerasFile Reopened(Hdf5Writer writer)
    {
        var stream = new MemoryStream();
        writer.Write(stream);
        stream.Position = 0;
        return KerasFile.Open(stream);
    }

    private static string Refused(Hdf5Writer writer) => Should.Throw<MalformedFileException>(() => Reopened(writer)).Message;

    private static string RefusedStream(byte[] content) =>
        Should.Throw<MalformedFileException>(() => KerasFile.Open(new MemoryStream(content))).Message;

    private static void Compare(IReadOnlyList<KerasVariable> actual, JsonElement expected)
    {
        actual.Count.ShouldBe(expected.GetArrayLength());
        foreach ((KerasVariable variable, JsonElement entry) in actual.Zip(expected.EnumerateArray()))
        {
            JsonElement value = entry.GetProperty("value");
            string path = entry.GetProperty("path").GetString()!;
            variable.Dataset.Shape.ShouldBe(value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), path);
            variable.Dataset.ReadArray<float>().ShouldBe(
                value.GetProperty("data").EnumerateArray().Select(number => number.GetSingle()), path);
        }
    }
}
