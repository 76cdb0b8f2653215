using System.Text.Json.Nodes;
using Cornea.Formats.TensorFlowJs;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Models in TensorFlow.js's layers format, there and back; what its own writers wrote is replayed by the conformance.</summary>
public sealed class TensorFlowJsTests
{
    [Fact]
    public void A_model_that_was_written_is_read_again_with_the_same_bits()
    {
        using var scratch = new Scratch();
        var (image, number) = (Model.Input([8, 8, 3], name: "image"), Model.Input([4], name: "number"));
        var h = new BatchNormalization().On(new SeparableConv2D(5, 3, activation: Activation.Relu).On(image));
        h = new LeakyReLU(0.2).On(new Conv2D(4, 3, padding: Padding.Same).On(h));
        var inner = new Sequential("inside") { new InputLayer([4]), new Dense(4, Activation.Silu, name: "deep") };
        var joined = new Concatenate().On(new GlobalAveragePooling2D().On(h), inner.On(number));
        var model = new Functional([image, number], [new Dense(3, Activation.Softmax).On(joined), joined], seed: 3);

        model.Save(scratch["web/model.json"]);
        var again = Model.Load(scratch["web/model.json"]);

        Tensors x = new[] { Tensor.Ones([2, 8, 8, 3]) * 0.3f, Tensor.Ones([2, 4]) * -0.7f };
        foreach (var (a, b) in again.PredictAll(x, verbose: Verbosity.Silent).Zip(model.PredictAll(x, verbose: Verbosity.Silent)))
            a.ToArray().ShouldBe(b.ToArray());
    }

    [Fact]
    public void The_states_that_a_recurrence_begins_with_follow_its_sequence()
    {
        using var scratch = new Scratch();
        var (source, target) = (Model.Input([4, 3], name: "source"), Model.Input([5, 3], name: "target"));
        var encoded = new LSTM(2, returnState: true, name: "encoder").OnAll(source);
        var decoded = new LSTM(2, returnSequences: true, name: "decoder").OnAll(target, encoded[1], encoded[2])[0];
        var model = new Functional([source, target], decoded, seed: 8);
        model.Save(scratch["model.json"]);
        var calls = JsonNode.Parse(File.ReadAllText(scratch["model.json"]))!["modelTopology"]!["model_config"]!["config"]!["layers"]!
            .AsArray().Single(layer => (string)layer!["name"]! == "decoder")!["inbound_nodes"]![0]!.AsArray();
        calls.Select(call => $"{call![0]} {call[2]}").ShouldBe(["target 0", "encoder 1", "encoder 2"]);

        Tensors x = new[] { RandomKey.From(1).Uniform([2, 4, 3]), RandomKey.From(2).Uniform([2, 5, 3]) };
        Model.Load(scratch["model.json"]).PredictAll(x, verbose: Verbosity.Silent)[0].ToArray()
            .ShouldBe(model.PredictAll(x, verbose: Verbosity.Silent)[0].ToArray());
    }

    [Fact]
    public void Recurrent_layers_in_wrappers_are_found_by_their_names()
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 5)
        {
            new InputLayer([6]), new Embedding(9, 4), new Bidirectional(new LSTM(3, returnSequences: true)),
            new TimeDistributed(new Dense(5)), new GRU(4, resetAfter: false), new Dense(2),
        };
        model.Save(scratch["model.json"]);
        TensorFlowJsFile.Read(scratch["model.json"]).Weights.Select(weight => weight.Key).ShouldContain(
            "bidirectional/forward_lstm/lstm_cell/recurrent_kernel");
        var x = Tensor.From([0f, 3, 8, 1, 1, 5], [1, 6]);
        Model.Load(scratch["model.json"]).Predict(x, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(model.Predict(x, verbose: Verbosity.Silent).ToArray());
    }

    // The numbers are those that TensorFlow.js 4.22 writes for the same models; by others it calls the graph disconnected.
    [Fact]
    public void Calls_of_a_model_inside_are_counted_from_1()
    {
        using var scratch = new Scratch();
        var (a, b) = (Model.Input([2], name: "a"), Model.Input([2], name: "b"));
        Sequential Inner() => new("inner") { new InputLayer([2]), new Dense(2, name: "d") };
        var (once, thrice, both, x) = (Inner(), Inner(), Inner(), Model.Input([2]));
        var functional = new Functional(x, new Dense(2, name: "d").On(x), name: "inner");
        Written(new Functional(a, once.On(a)), a: 1, """["inner",[[["a",0,0,{}]]]]""", """[["inner",1,0]]""");
        Written(
            new Functional([a, b], new Concatenate(name: "c").On(thrice.On(a), thrice.On(thrice.On(b)))), a: 2,
            """["inner",[[["a",0,0,{}]],[["b",0,0,{}]],[["inner",2,0,{}]]],"c",[[["inner",1,0,{}],["inner",3,0,{}]]]]""",
            """[["c",0,0]]""");
        foreach (var model in (Functional[])[new([a, b], [both.On(a), both.On(b)]), new([a, b], [functional.On(a), functional.On(b)])])
            Written(model, a: 2, """["inner",[[["a",0,0,{}]],[["b",0,0,{}]]]]""", """[["inner",1,0],["inner",2,0]]""");

        void Written(Functional model, int a, string calls, string outputs)
        {
            model.Save(scratch["model.json"]);
            var config = JsonNode.Parse(File.ReadAllText(scratch["model.json"]))!["modelTopology"]!["model_config"]!["config"]!;
            config["output_layers"]!.ToJsonString().ShouldBe(outputs);
            var layers = config["layers"]!.AsArray().Skip(a);
            new JsonArray([.. layers.SelectMany(layer => (string[])["name", "inbound_nodes"], (layer, key) => layer![key]!.DeepClone())])
                .ToJsonString().ShouldBe(calls);
            Tensors x = Enumerable.Range(1, a).Select(i => Tensor.From([1f, 2 * i], [1, 2])).ToArray();
            foreach (var (again, first) in Model.Load(scratch["model.json"]).PredictAll(x, verbose: Verbosity.Silent)
                .Zip(model.PredictAll(x, verbose: Verbosity.Silent)))
            {
                again.ToArray().ShouldBe(first.ToArray());
            }
        }
    }

    [Fact]
    public void The_configuration_is_that_of_Keras_2()
    {
        using var scratch = new Scratch();
        var x = Model.Input([4], name: "x");
        new Functional(x, new Add().On(new Dense(4, name: "a").On(x), x)).Save(scratch["model.json"]);
        var root = JsonNode.Parse(File.ReadAllText(scratch["model.json"]))!;
        root["format"]!.GetValue<string>().ShouldBe("layers-model");
        var config = root["modelTopology"]!["model_config"]!["config"]!;
        config["layers"]![0]!["config"]!["batch_input_shape"]!.ToJsonString().ShouldBe("[null,4]");
        config["layers"]![1]!["config"]!["dtype"]!.GetValue<string>().ShouldBe("float32");
        config["layers"]![1]!["inbound_nodes"]!.ToJsonString().ShouldBe("""[[["x",0,0,{}]]]""");
        config["layers"]![2]!["inbound_nodes"]!.ToJsonString().ShouldBe("""[[["a",0,0,{}],["x",0,0,{}]]]""");
        config["input_layers"]!.ToJsonString().ShouldBe("""[["x",0,0]]""");
        root.ToJsonString().ShouldNotContain("registered_name");
    }

    [Fact]
    public void What_TensorFlow_js_does_not_know_is_refused_all_at_once()
    {
        using var scratch = new Scratch();
        var model = new Sequential
        {
            new InputLayer([6, 4]), new GRU(4, returnSequences: true, name: "after"),
            new Conv1D(3, 2, padding: Padding.Causal, name: "early"),
            new Dense(2, Activation.HardSigmoid, name: "hard"), new GroupNormalization(1, name: "groups"),
        };
        var message = Should.Throw<NotSupportedException>(() => model.Save(scratch["model.json"])).Message;
        foreach (var name in (string[])["after", "early", "hard", "groups"])
            message.ShouldContain($"'{name}'");
        File.Exists(scratch["model.json"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("uint8", new byte[] { 0, 128, 255, 0 }, 0.5, -64.0, new float[] { -64, 0, 63.5f })]
    [InlineData("uint16", new byte[] { 0, 0, 1, 0, 0xFF, 0xFF }, 0.25, 1.0, new float[] { 1, 1.25f, 16384.75f })]
    [InlineData("float16", new byte[] { 0, 0x3C, 0, 0xC0, 0, 0 }, 0.0, 0.0, new float[] { 1, -2, 0 })]
    public void Quantized_weights_are_what_their_rule_says(string type, byte[] bytes, double scale, double min, float[] expected)
    {
        using var scratch = new Scratch();
        var stored = type == "uint8" ? bytes[..3] : bytes;
        scratch.With("w.bin", stored);
        var rule = type == "float16" ? """{"dtype":"float16","original_dtype":"float32"}"""
            : $$"""{"dtype":"{{type}}","scale":{{Text(scale)}},"min":{{Text(min)}},"original_dtype":"float32"}""";
        var weight = $$"""{"name":"a/kernel","shape":[3],"dtype":"float32","quantization":{{rule}}}""";
        File.WriteAllText(scratch["model.json"], Manifest("w.bin", weight));
        TensorFlowJsFile.Read(scratch["model.json"]).Weights[0].Value.ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData("../w.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("http://example.org/w.bin")]
    [InlineData("a\\\\w.bin")]
    [InlineData("a/../../w.bin")]
    public void A_shard_that_leaves_the_folder_is_refused(string shard)
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["model.json"], Manifest(shard, """{"name":"a/kernel","shape":[1],"dtype":"float32"}"""));
        Should.Throw<MalformedFileException>(() => TensorFlowJsFile.Read(scratch["model.json"])).Message.ShouldContain("model's folder");
    }

    [Theory]
    [InlineData("""{"name":"a","shape":[2],"dtype":"float32"}""", "8 bytes")]
    [InlineData("""{"name":"a","shape":[2147483647,2147483647,9],"dtype":"float32"}""", "more elements")]
    [InlineData("""{"name":"a","shape":[2147483647],"dtype":"float32"}""", "hold 4")]
    [InlineData("""{"name":"a","shape":[-1],"dtype":"float32"}""", "no length")]
    [InlineData("""{"name":"a","shape":[1],"dtype":"complex64"}""", "complex64")]
    [InlineData("""{"name":"a","shape":[1],"dtype":"float16"}""", "float16")]
    [InlineData("""{"name":"a","shape":[4],"dtype":"float32","quantization":{"dtype":"uint8","min":0}}""", "scale")]
    [InlineData("""{"name":"a","shape":[1],"dtype":"float32"},{"name":"a","shape":[0],"dtype":"float32"}""", "twice")]
    [InlineData("""{"shape":[1],"dtype":"float32"}""", "name")]
    public void A_manifest_that_does_not_hold_is_refused_before_memory_is_taken(string weight, string says)
    {
        using var scratch = new Scratch();
        scratch.With("w.bin", [0, 0, 0, 0]);
        File.WriteAllText(scratch["model.json"], Manifest("w.bin", weight));
        Should.Throw<MalformedFileException>(() => TensorFlowJsFile.Read(scratch["model.json"])).Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""
        "signature":{"inputs":{"x":{"name":"x:0"}}},
        """)]
    public void A_graph_model_is_refused_with_advice(string signature)
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["model.json"],
            """{"format":"graph-model",""" + signature + """ "modelTopology":{},"weightsManifest":[]}""");
        Should.Throw<MalformedFileException>(() => Model.Load(scratch["model.json"])).Message.ShouldContain("tfjs_layers_model");
    }

    [Fact]
    public void A_shard_may_be_named_from_the_folder_on_as_TensorFlow_js_itself_does()
    {
        using var scratch = new Scratch();
        scratch.With("model.weights.bin", [0, 0, 128, 63]);
        File.WriteAllText(scratch["model.json"],
            Manifest("./model.weights.bin", """{"name":"a/kernel","shape":[1],"dtype":"float32"}"""));
        TensorFlowJsFile.Read(scratch["model.json"]).Weights[0].Value.ToArray().ShouldBe([1f]);
    }

    // A graph of TensorFlow 1 numbered the names that it had already, those of the weights but not those of the layers.
    [Theory]
    [InlineData("dense_3/", "first_4/", true)]
    [InlineData("dense_3_1/", "first_2/", true)]
    [InlineData("other_1/", "first_2/", false)]
    [InlineData("dense_3_1_1/", "first_2/", false)]
    public void Weights_with_numbered_names_belong_to_the_layers_without_the_number(string second, string first, bool opens)
    {
        using var scratch = new Scratch();
        var model = new Sequential("net", seed: 4)
        {
            new InputLayer([3]), new Dense(4, name: "first"), new Dense(2, name: second == "dense_3/" ? "dense" : "dense_3"),
        };
        model.Save(scratch["model.json"]);
        var text = File.ReadAllText(scratch["model.json"]);
        text = text.Replace("\"first/", "\"" + first, StringComparison.Ordinal)
            .Replace(second == "dense_3/" ? "\"dense/" : "\"dense_3/", "\"" + second, StringComparison.Ordinal);
        File.WriteAllText(scratch["model.json"], text);
        if (!opens)
        {
            Should.Throw<InvalidDataException>(() => Model.Load(scratch["model.json"])).Message.ShouldContain("has nothing for");
            return;
        }
        var x = Tensor.From((float[])[1, -2, 3], [1, 3]);
        Model.Load(scratch["model.json"]).Predict(x, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(model.Predict(x, verbose: Verbosity.Silent).ToArray());
    }

    [Fact]
    public void The_shape_of_an_input_may_be_in_the_case_of_JavaScript()
    {
        using var scratch = new Scratch();
        new Sequential("net") { new InputLayer([3]), new Dense(4) }.Save(scratch["model.json"]);
        File.WriteAllText(scratch["model.json"], File.ReadAllText(scratch["model.json"])
            .Replace("batch_input_shape", "batchInputShape", StringComparison.Ordinal));
        Model.Load(scratch["model.json"]).Predict(Tensor.Ones([2, 3]), verbose: Verbosity.Silent).Shape.ShouldBe(new Shape(2, 4));
    }

    // What a rate that was not given becomes in TensorFlow.js's own files: NaN, which JSON has as null.
    [Fact]
    public void A_rate_that_is_no_number_drops_nothing()
    {
        using var scratch = new Scratch();
        scratch.With("w.bin", [0, 0, 128, 63]);
        File.WriteAllText(scratch["model.json"], """
            {"modelTopology":{"keras_version":"tfjs-layers 3.3.0","class_name":"Sequential","config":{"name":"net","layers":[
            {"class_name":"Dense","config":{"units":1,"use_bias":false,"name":"d","batch_input_shape":[null,1]}},
            {"class_name":"Dropout","config":{"rate":null,"noise_shape":null,"seed":null,"name":"drop"}}]}},
            "weightsManifest":[{"paths":["w.bin"],"weights":[{"name":"d/kernel","shape":[1,1],"dtype":"float32"}]}]}
            """);
        var model = Model.Load(scratch["model.json"]);
        model.GetLayer("drop").ShouldBeOfType<Dropout>().Rate.ShouldBe(0);
        ((Tensor)model.Apply(Tensor.Ones([2, 1]), training: true)).ToArray().ShouldBe([1, 1]);
    }

    private static string Manifest(string shard, string weight) => """{"modelTopology":{"class_name":"Sequential","config":{}},""" +
        "\"weightsManifest\":[{\"paths\":[\"" + shard + "\"],\"weights\":[" + weight + "]}]}";

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
