using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Looking into files without making a model of them.</summary>
public sealed class ModelFileTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(KerasFixtures.Folder, "..", "keras-files");
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-inspect").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("k305_cnn.keras", ModelFileFormat.Keras, "3.0.5")]
    [InlineData("k305_cnn.h5", ModelFileFormat.LegacyModel, "3.0.5")]
    [InlineData("k216_sequential_list.h5", ModelFileFormat.LegacyModel, "2.1.6")]
    [InlineData("k224_lecture_cnn_weights.h5", ModelFileFormat.LegacyWeights, "2.2.4")]
    [InlineData("tf212_rnn_text.keras", ModelFileFormat.LegacyModel, "2.12.0")]
    [InlineData("k3_directory", ModelFileFormat.KerasFolder, "3.15.1")]
    [InlineData("tf213_sequential_lazy.weights.h5", ModelFileFormat.Weights, null)]
    [InlineData("k3_sharded.weights.json", ModelFileFormat.ShardedWeights, null)]
    public void The_content_says_form_and_version(string file, ModelFileFormat format, string? version)
    {
        var path = Path.Combine(Fixtures, file);
        if (file == "k3_directory")
        {
            path = Directory.GetDirectories(path).Append(path).First(folder => File.Exists(Path.Combine(folder, "config.json")));
        }
        var description = ModelFile.Inspect(path);
        (description.Format, description.KerasVersion).ShouldBe((format, version));
        description.Weights.ShouldNotBeEmpty();
        description.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Layers_weights_and_optimizer_are_those_of_the_model()
    {
        var inner = new Sequential(name: "inner") { new Dense(1) };
        var model = new Sequential(name: "net") { new Dense(3, inputDim: 2, name: "first"), inner };
        model.Compile(new Adam(), new MeanSquaredError());
        foreach (var ending in (string[])["m.keras", "m.h5"])
        {
            model.Save(Path.Combine(_folder, ending));
            var description = ModelFile.Inspect(Path.Combine(_folder, ending));
            (description.ClassName, description.Name, description.Optimizer).ShouldBe(("Sequential", "net", "Adam"));
            description.Layers.Select(layer => (layer.ClassName, layer.Depth)).ShouldContain(("Dense", 0));
            description.Layers.Select(layer => (layer.ClassName, layer.Depth)).ShouldContain(("Dense", 1));
            description.Parameters.ShouldBe(model.CountParameters());
            description.OptimizerWeights.Count.ShouldBe(model.Optimizer!.Variables.Count);
            description.Obstacles.ShouldBeEmpty();
        }
        model.SaveWeights(Path.Combine(_folder, "m.safetensors"));
        var tensors = ModelFile.Inspect(Path.Combine(_folder, "m.safetensors"));
        (tensors.Format, tensors.HasNetwork, tensors.Parameters).ShouldBe((ModelFileFormat.Safetensors, false, model.CountParameters()));
        tensors.Metadata["format"].ShouldBe("cornea");
    }

    [Fact]
    public void What_stops_a_load_is_said_without_loading()
    {
        ModelFile.Inspect(Path.Combine(Fixtures, "k3_lambda.keras")).Obstacles.ShouldHaveSingleItem().ShouldContain("Lambda");
        ModelFile.Inspect(Path.Combine(Fixtures, "tf215_text.keras")).Assets.ShouldContain(name => name.EndsWith("vocabulary.txt"));
    }

    [Fact]
    public void Values_that_are_no_numbers_are_counted_and_damage_is_found()
    {
        var model = new Sequential { new Dense(2, inputDim: 2) };
        var path = Path.Combine(_folder, "m.keras");
        model.Save(path);
        ModelFile.Verify(path).IsFinite.ShouldBeTrue();
        model.SetWeights([Tensor.From((float[])[1, float.NaN, 2, float.PositiveInfinity]).Reshape(2, 2), Tensor.Zeros([2])]);
        model.Save(path);
        ModelFile.Verify(path).NotFinite.Values.ShouldBe([2L]);
        var bytes = File.ReadAllBytes(path);
        bytes[^200] ^= 1;
        File.WriteAllBytes(path, bytes[..^100]);
        Should.Throw<MalformedFileException>(() => ModelFile.Verify(path));
    }
}
