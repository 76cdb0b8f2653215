using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Weights alone: divided over files, under other names, in part.</summary>
public sealed class WeightFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-weights").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Weights_divided_over_files_come_back_and_the_index_names_the_files()
    {
        var model = Model();
        model.SaveWeights(At("big.weights.json"), maxShardSize: 50.0 / (1 << 30));
        Directory.GetFiles(_folder).Length.ShouldBeGreaterThan(2);
        var index = ConfigJson.Parse(File.ReadAllText(At("big.weights.json"))).AsObject();
        index["weight_map"].AsObject()["/layers/dense/vars"].AsList()[0].AsText().ShouldBe("big_00000.weights.h5");
        var other = Model(seed: 5);
        other.LoadWeights(At("big.weights.json")).Taken.Count.ShouldBe(4);
        Values(other).ShouldBe(Values(model));
    }

    [Theory]
    [InlineData("w.h5", "first", "a")]
    [InlineData("w.weights.h5", "layers/dense", "layers/dense")]
    [InlineData("w.safetensors", "first/kernel", "a/kernel")]
    public void A_map_of_names_takes_other_peoples_files(string file, string theirs, string ours)
    {
        Model().SaveWeights(At(file));
        var other = new Sequential(seed: 9) { new Dense(3, inputDim: 4, name: "a"), new Dense(2, name: "second") };
        var names = new Dictionary<string, string> { [theirs] = ours };
        if (file.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            names["first/bias"] = "a/bias";
        }
        other.LoadWeights(At(file), names: names).ToString().ShouldBe("4 taken, 0 left, 0 missing");
        Values(other).ShouldBe(Values(Model()));
    }

    [Theory]
    [InlineData("w.h5")]
    [InlineData("w.weights.h5")]
    [InlineData("w.safetensors")]
    public void What_does_not_fit_is_left_and_reported(string file)
    {
        Model().SaveWeights(At(file));
        var other = new Sequential(seed: 9) { new Dense(3, inputDim: 4, name: "first"), new Dense(7, name: "second") };
        var before = other.Layers[1].GetWeights()[0].ToArray();
        Should.Throw<InvalidDataException>(() => other.LoadWeights(At(file)));
        var report = other.LoadWeights(At(file), skipMismatch: true);
        (report.Taken.Count, report.Left.Count, report.Missing.Count).ShouldBe((2, 2, 2));
        other.Layers[0].GetWeights()[0].ToArray().ShouldBe(Model().Layers[0].GetWeights()[0].ToArray());
        other.Layers[1].GetWeights()[0].ToArray().ShouldBe(before);
    }

    // Keras 2 counts layers without a name from 1, and on through all that a program makes; heads are renamed: order decides as in Keras
    // where no name speaks against it. A name that stands elsewhere does.
    [Theory]
    [InlineData("dense_1 dense_2 head", true)]
    [InlineData("dense_7 dense_8 predictions", true)]
    [InlineData("dense dense_1 probs", true)]
    [InlineData("dense_1 dense head", true)]
    [InlineData("head dense dense_1", true)]
    [InlineData("head first second", false)]
    [InlineData("a b head", true)]
    public void Legacy_weights_under_automatic_and_unknown_names_go_by_order(string names, bool fits)
    {
        var stored = new Sequential(seed: 4);
        foreach (var name in names.Split(' '))
        {
            stored.Add(new Dense(2, inputDim: 2, name: name));
        }
        stored.SaveWeights(At("w.h5"));
        var model = new Sequential(seed: 9) { new Dense(2, inputDim: 2), new Dense(2), new Dense(2, name: "head") };
        if (!fits)
        {
            Should.Throw<InvalidDataException>(() => model.LoadWeights(At("w.h5"))).Message.ShouldContain("first");
            return;
        }
        model.LoadWeights(At("w.h5")).Taken.Count.ShouldBe(6);
        // Where the file has each name of the model, names decide, in any order.
        var isByName = names.Split(' ').Order().SequenceEqual(["dense", "dense_1", "head"]);
        foreach (var (place, layer) in model.Layers.Index())
        {
            var right = isByName ? stored.GetLayer(layer.Name) : stored.Layers[place];
            layer.GetWeights()[0].ToArray().ShouldBe(right.GetWeights()[0].ToArray());
        }
    }

    private static Sequential Model(long seed = 3) => new(seed: seed)
    {
        new Dense(3, inputDim: 4, name: "first"), new Dense(2, name: "second"),
    };

    private static float[][] Values(Model model) => [.. model.GetWeights().Select(weight => weight.ToArray())];

    private string At(string name) => Path.Combine(_folder, name);
}
