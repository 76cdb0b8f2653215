using System.IO.Compression;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Saving and loading whole models, and weights alone.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-saving").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void Training_goes_on_after_loading_to_the_same_bits(string ending)
    {
        var (x, y) = (Tensor.From((float[])[1, 2, 3, 4, 5, 6]).Reshape(3, 2), Tensor.From((float[])[1, 0, 1]).Reshape(3, 1));
        var model = new Sequential(seed: 3) { new Dense(4, Activation.Tanh, inputDim: 2), new BatchNormalization(), new Dense(1) };
        model.Compile(new Adam(0.01), new MeanSquaredError(), [Metric.FromName("mae")]);
        model.Fit(x, y, epochs: 2, verbose: Verbosity.Silent);
        model.Save(At("model" + ending));
        var again = Model.Load(At("model" + ending));
        for (var step = 0; step < 3; step++)
        {
            again.TrainOnBatch(x, y)["loss"].ShouldBe(model.TrainOnBatch(x, y)["loss"]);
        }
        again.GetWeights().Select(weight => weight.ToArray()).ShouldBe(model.GetWeights().Select(weight => weight.ToArray()));
    }

    [Fact]
    public void The_archive_has_stored_members_in_Keras_order_and_no_keys_younger_than_Keras_3_0()
    {
        new Sequential { new Dense(4, inputDim: 2), new BatchNormalization() }.Save(At("m.keras"));
        using var zip = ZipFile.OpenRead(At("m.keras"));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["metadata.json", "config.json", "model.weights.h5"]);
        zip.Entries.ShouldAllBe(entry => entry.CompressedLength == entry.Length);
        using var reader = new StreamReader(zip.GetEntry("config.json")!.Open());
        var config = reader.ReadToEnd();
        foreach (var key in (string[])["quantization_config", "input_axes", "output_axes", "renorm", "optional", "DTypePolicy"])
        {
            config.ShouldNotContain(key);
        }
    }

    [Fact]
    public void A_deflated_archive_in_another_order_opens_and_one_with_a_name_twice_does_not()
    {
        var model = new Sequential { new Dense(2, inputDim: 2) };
        model.Save(At("m.keras"));
        using (var source = ZipFile.OpenRead(At("m.keras")))
        using (var other = ZipFile.Open(At("other.keras"), ZipArchiveMode.Create))
        using (var twice = ZipFile.Open(At("twice.keras"), ZipArchiveMode.Create))
        {
            foreach (var entry in source.Entries.Reverse())
            {
                Copy(entry, other, CompressionLevel.SmallestSize);
                Copy(entry, twice, CompressionLevel.NoCompression);
            }
            Copy(source.GetEntry("config.json")!, twice, CompressionLevel.NoCompression);
        }
        Model.Load(At("other.keras")).GetWeights()[0].ToArray().ShouldBe(model.GetWeights()[0].ToArray());
        Should.Throw<MalformedFileException>(() => Model.Load(At("twice.keras"))).Message.ShouldContain("config.json");
    }

    [Fact]
    public void A_lambda_is_refused_by_name_and_runs_as_the_function_that_the_user_gives()
    {
        var path = Path.Combine(KerasFixtures.Folder, "..", "keras-files", "tf215_lambda.keras");
        var refusal = Should.Throw<ConfigException>(() => Model.Load(path)).Message;
        var name = refusal.Split('\'')[3];
        var model = Model.Load(path, new LoadOptions { Lambdas = new Dictionary<string, Func<Tensor, Tensor>> { [name] = x => x * 0 } });
        var input = Tensor.Ones([2, .. model.Inputs[0].Shape[1..]]);
        ((Tensor)model.GetLayer(name).Apply(input)).ToArray().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void All_unknown_classes_are_named_in_one_message()
    {
        Write("two.keras", """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 2], "name": "i"}, "registered_name": null},
            {"module": "shop", "class_name": "Scale", "config": {"name": "a"}, "registered_name": "shop>Scale"},
            {"module": "shop", "class_name": "Shift", "config": {"name": "b"}, "registered_name": "shop>Shift"}]}}
            """);
        var message = Should.Throw<ConfigException>(() => Model.Load(At("two.keras"))).Message;
        message.ShouldContain("shop>Scale");
        message.ShouldContain("shop>Shift");
        message.ShouldContain("Registry.Register");
    }

    [Fact]
    public void An_unknown_loss_leaves_the_model_to_predict_and_training_says_what_is_missing()
    {
        Write("loss.keras", """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 2], "name": "i"}, "registered_name": null},
            {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "f"}, "registered_name": null}]},
            "compile_config": {"optimizer": "adam", "loss": "their_own_loss", "metrics": null}}
            """);
        var notes = new List<string>();
        var model = Model.Load(At("loss.keras"), new LoadOptions { Noted = notes.Add });
        var x = Tensor.Ones([1, 2]);
        model.PredictAll(x, verbose: Verbosity.Silent)[0].ToArray().ShouldBe([1, 1]);
        Should.Throw<InvalidOperationException>(() => model.TrainOnBatch(x, x)).Message.ShouldContain("their_own_loss");
        notes.ShouldContain(note => note.Contains("their_own_loss", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid", "Git LFS")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("{\"class_name\": \"Sequential\"}", "JSON")]
    [InlineData("", "empty")]
    public void A_foreign_file_is_named(string content, string word)
    {
        File.WriteAllText(At("model.h5"), content);
        Should.Throw<MalformedFileException>(() => Model.Load(At("model.h5"))).Message.ShouldContain(word);
    }

    [Theory]
    [InlineData("archive/data.pkl", "pickle")]
    [InlineData("archive/data.pkl", ".safetensors")]
    [InlineData("a.npy", "NpzFile")]
    [InlineData("other.txt", "config.json")]
    public void A_foreign_archive_is_named(string member, string word)
    {
        using (var archive = ZipFile.Open(At("model.h5"), ZipArchiveMode.Create))
            archive.CreateEntry(member);
        Should.Throw<MalformedFileException>(() => Model.Load(At("model.h5"))).Message.ShouldContain(word);
    }

    [Fact]
    public void A_pickle_and_a_folder_of_TensorFlow_are_named()
    {
        File.WriteAllBytes(At("p.h5"), [0x80, 4, 0x95, 1, 2, 3]);
        Should.Throw<MalformedFileException>(() => Model.Load(At("p.h5"))).Message.ShouldContain("pickle");
        Directory.CreateDirectory(At("saved"));
        File.WriteAllText(At("saved/saved_model.pb"), "x");
        Should.Throw<MalformedFileException>(() => Model.Load(At("saved"))).Message.ShouldContain("SavedModel");
    }

    [Fact]
    public void Weights_alone_do_not_make_a_model()
    {
        new Sequential { new Dense(2, inputDim: 2) }.SaveWeights(At("w.weights.h5"));
        Should.Throw<InvalidDataException>(() => Model.Load(At("w.weights.h5"))).Message.ShouldContain("LoadWeights");
    }

    [Fact]
    public void Part_of_the_weights_is_taken_with_a_report_and_none_at_all_is_an_error()
    {
        new Sequential { new Dense(2, inputDim: 2, name: "a"), new Dense(3, name: "b") }.SaveWeights(At("w.h5"));
        var other = new Sequential { new Dense(2, inputDim: 2, name: "a"), new Dense(4, name: "b"), new Dense(1, name: "c") };
        Should.Throw<InvalidDataException>(() => other.LoadWeights(At("w.h5"))).Message.ShouldContain("'b/kernel'");
        var report = other.LoadWeights(At("w.h5"), byName: true, skipMismatch: true);
        report.Taken.ShouldBe(["a/kernel", "a/bias"]);
        report.Left.Count.ShouldBe(2);
        report.Missing.ShouldBe(["b/kernel", "b/bias", "c/kernel", "c/bias"], ignoreOrder: true);
        var stranger = new Sequential { new Dense(7, inputDim: 9, name: "x") };
        var message = Should.Throw<InvalidDataException>(() => stranger.LoadWeights(At("w.h5"), byName: true, skipMismatch: true)).Message;
        message.ShouldContain("x/kernel");
        message.ShouldContain("a/kernel");
    }

    [Fact]
    public void Operations_between_layers_are_computed_and_written_again()
    {
        // concat(x[:, ::2] * 2 + 1, relu(-x)) of 1 -2 3 -4.
        Write("ops.keras", """
            {"class_name": "Functional", "config": {"name": "f", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 4], "dtype": "float32", "name": "x"}, "registered_name": null, "name": "x", "inbound_nodes": []},
            {"module": "keras.src.ops.numpy", "class_name": "GetItem", "config": {"name": "get_item"}, "name": "get_item", "inbound_nodes": [{"args": [T(x), [S(null), S(2)]], "kwargs": {}}]},
            {"module": "keras.src.ops.numpy", "class_name": "Multiply", "config": {"name": "multiply"}, "name": "multiply", "inbound_nodes": [{"args": [T(get_item), 2.0], "kwargs": {}}]},
            {"module": "keras.src.ops.numpy", "class_name": "Add", "config": {"name": "add"}, "name": "add", "inbound_nodes": [{"args": [T(multiply), 1.0], "kwargs": {}}]},
            {"module": "keras.src.ops.numpy", "class_name": "Negative", "config": {"name": "negative"}, "name": "negative", "inbound_nodes": [{"args": [T(x)], "kwargs": {}}]},
            {"module": "keras.src.ops.nn", "class_name": "Relu", "config": {"name": "relu"}, "name": "relu", "inbound_nodes": [{"args": [T(negative)], "kwargs": {}}]},
            {"module": "keras.src.ops.numpy", "class_name": "Concatenate", "config": {"name": "concatenate", "axis": -1}, "name": "concatenate", "inbound_nodes": [{"args": [[T(add), T(relu)]], "kwargs": {}}]}],
            "input_layers": ["x", 0, 0], "output_layers": ["concatenate", 0, 0]}}
            """);
        var model = Model.Load(At("ops.keras"));
        var x = Tensor.From((float[])[1, -2, 3, -4]).Reshape(1, 4);
        float[] expected = [3, 7, 0, 2, 0, 4];
        model.PredictAll(x, verbose: Verbosity.Silent)[0].ToArray().ShouldBe(expected);
        model.Save(At("again.keras"));
        Model.Load(At("again.keras")).PredictAll(x, verbose: Verbosity.Silent)[0].ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Hard_sigmoid_is_that_of_the_version_that_wrote_the_file()
    {
        string config = """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}},
            {"class_name": "Activation", "config": {"name": "a", "activation": "hard_sigmoid"}}]}}
            """;
        var x = Tensor.From((float[])[1, 2.5f]).Reshape(1, 2);
        Write("two.keras", config, "2.15.0");
        Write("three.keras", config, "3.0.5");
        Model.Load(At("two.keras")).PredictAll(x, verbose: Verbosity.Silent)[0].ToArray().ShouldBe([0.7f, 1f], 1e-6f);
        Model.Load(At("three.keras")).PredictAll(x, verbose: Verbosity.Silent)[0].ToArray().ShouldBe([0.6666667f, 0.9166667f], 1e-6f);
    }

    [Fact]
    public void Sharded_weights_are_put_together_and_paths_in_the_index_are_not_followed()
    {
        var model = new Sequential { new Dense(20, inputDim: 12), new BatchNormalization(), new Dense(16), new Dense(20), new Dense(3) };
        var folder = Path.Combine(KerasFixtures.Folder, "..", "keras-files");
        using var fixture = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "k3_sharded.json")));
        var report = model.LoadWeights(Path.Combine(folder, "k3_sharded.weights.json"));
        report.Taken.Count.ShouldBe(model.Weights.Count);
        foreach (var (weight, stored) in model.Weights.Zip(fixture.RootElement.GetProperty("weights").EnumerateArray()))
        {
            var value = stored.GetProperty("value");
            var first = value.TryGetProperty("first", out var some) ? some : value.GetProperty("data");
            weight.Variable.ToTensor().ToArray().Take(first.GetArrayLength())
                .ShouldBe(first.EnumerateArray().Select(number => number.GetSingle()));
        }
        File.WriteAllText(At("m.weights.json"), """{"weight_map": {"/layers/dense/vars": ["../other.weights.h5"]}}""");
        Should.Throw<MalformedFileException>(() => model.LoadWeights(At("m.weights.json"))).Message.ShouldContain("../other.weights.h5");
    }

    [Fact]
    public void An_embedding_that_is_called_forwards_and_backwards_comes_back_from_its_file()
    {
        var words = Model.Input([3], DType.Int32, name: "words");
        var embedding = new ReversibleEmbedding(5, 2, name: "words_and_back");
        var model = new Functional(words, embedding.ReverseOn(embedding.On(words)), seed: 3);
        var x = Tensor.From((int[])[0, 4, 2], [1, 3]);
        var table = embedding.GetWeights()[0];
        var rows = table.Gather(x);

        model.Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe(Tensor.MatMul(rows, table.Transpose()).ToArray(), 1e-6);
        model.Save(At("back.keras"));
        Model.Load(At("back.keras")).Predict(x, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(model.Predict(x, verbose: Verbosity.Silent).ToArray());
        model.Clone().CountParameters().ShouldBe(10);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static void Copy(ZipArchiveEntry entry, ZipArchive target, CompressionLevel level)
    {
        using var from = entry.Open();
        using var to = target.CreateEntry(entry.FullName, level).Open();
        from.CopyTo(to);
    }

    // An archive of a configuration and no weights. T(name) is a tensor, S(step) a slice.
    private void Write(string name, string config, string version = "3.15.1")
    {
        var text = System.Text.RegularExpressions.Regex.Replace(config, @"T\((\w+)\)",
            """{"class_name": "__keras_tensor__", "config": {"shape": [null, 4], "dtype": "float32", "keras_history": ["$1", 0, 0]}}""");
        text = System.Text.RegularExpressions.Regex.Replace(text, @"S\((\w+)\)",
            """{"class_name": "__slice__", "config": {"start": null, "stop": null, "step": $1}}""");
        var weights = new Cornea.Formats.Hdf5.Hdf5Writer();
        weights.Root.CreateGroup("vars");
        weights.Save(At("empty.weights.h5"));
        using var zip = ZipFile.Open(At(name), ZipArchiveMode.Create);
        Add(zip, "metadata.json", Encoding.UTF8.GetBytes($$"""{"keras_version": "{{version}}"}"""));
        Add(zip, "config.json", Encoding.UTF8.GetBytes(text));
        Add(zip, "model.weights.h5", File.ReadAllBytes(At("empty.weights.h5")));
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
