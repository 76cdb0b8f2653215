using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Legacy files of Keras 1 and 2 whose arrays or names have a form of their own, with answers by hand.</summary>
public sealed class OlderFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-older").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Names as in the DenseNet of Keras 2; another layer has the name already that an underscore would give.
    [Fact]
    public void A_layer_name_may_have_a_slash()
    {
        const string Config = """
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "name": "a/in"}, "name": "a/in", "inbound_nodes": []},
            {"class_name": "Dense", "config": {"name": "a/b", "units": 1, "use_bias": false}, "name": "a/b",
            "inbound_nodes": [[["a/in", 0, 0, {}]]]},
            {"class_name": "Lambda", "config": {"name": "a/f", "function": ["x", null, null]}, "name": "a/f",
            "inbound_nodes": [[["a/b", 0, 0, {}]]]},
            {"class_name": "Dense", "config": {"name": "a_b", "units": 1, "use_bias": false}, "name": "a_b",
            "inbound_nodes": [[["a/f", 0, 0, {}]]]}],
            "input_layers": [["a/in", 0, 0]], "output_layers": [["a_b", 0, 0], ["a/b", 0, 0]]}}
            """;
        const string Training = """
            {"loss": {"a_b": "mse", "a/b": "mae"}, "metrics": [], "loss_weights": null,
            "optimizer_config": {"class_name": "SGD", "config": {"lr": 0.5}}}
            """;
        var path = Write(Config, Training, ("a/in", []), ("a/b", [("a/b/kernel:0", [1, 1], [2])]), ("a/f", []),
            ("a_b", [("a_b/kernel:0", [1, 1], [5])]));
        var notes = new List<string>();
        var model = Model.Load(path, new LoadOptions
        {
            Lambdas = new Dictionary<string, Func<Tensor, Tensor>> { ["a/f"] = x => x + 1 },
            Noted = notes.Add,
        });
        model.Layers.Select(layer => layer.Name).ShouldBe(["a_in", "a_b_", "a_f", "a_b"]);
        model.PredictAll(Tensor.From([3f], [1, 1]), verbose: Verbosity.Silent).Select(output => output.ToArray()[0]).ShouldBe([35, 6]);
        model.Optimizer.ShouldNotBeNull(string.Join(" ", notes));
        notes.ShouldContain(note => note.Contains("'a/b'", StringComparison.Ordinal) && note.Contains("'a_b_'", StringComparison.Ordinal));
    }

    // As networks that scale their pictures first.
    [Theory]
    [InlineData("")]
    [InlineData("inner")]
    public void A_sequential_model_may_begin_with_a_lambda(string nested)
    {
        const string Layers = """
            {"class_name": "Lambda", "config": {"name": "scale", "batch_input_shape": [null, 2], "function": ["x", null, null]}},
            {"class_name": "Dense", "config": {"name": "d", "units": 1, "use_bias": false}}
            """;
        var config = nested.Length == 0 ? Layers
            : $$$"""{"class_name": "Sequential", "config": {"name": "{{{nested}}}", "layers": [{{{Layers}}}]}}""";
        (string, int[], float[])[] weights = [("d/kernel:0", [2, 1], [1, 10])];
        var whole = $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{config}}}]}}""";
        var path = nested.Length == 0 ? Write(whole, null, ("scale", []), ("d", weights)) : Write(whole, null, (nested, weights));
        var model = Model.Load(path, new LoadOptions { Lambdas = new Dictionary<string, Func<Tensor, Tensor>> { ["scale"] = x => x * 2 } });
        model.Predict(Tensor.From([3f, 4], [1, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe([86]);
    }

    // Before Keras 3 a flat list is for every output.
    [Theory]
    [InlineData("[]", new string[0])]
    [InlineData("[\"mae\"]", new[] { "a_mae", "b_mae" })]
    [InlineData("[\"mae\", \"mse\"]", new[] { "a_mae", "a_mse", "b_mae", "b_mse" })]
    [InlineData("[[\"mae\"], []]", new[] { "a_mae" })]
    public void Metrics_of_several_outputs_may_be_one_list(string metrics, string[] expected)
    {
        const string Config = """
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "name": "x"}, "name": "x", "inbound_nodes": []},
            {"class_name": "Dense", "config": {"name": "a", "units": 1, "use_bias": false}, "name": "a",
            "inbound_nodes": [[["x", 0, 0, {}]]]},
            {"class_name": "Dense", "config": {"name": "b", "units": 1, "use_bias": false}, "name": "b",
            "inbound_nodes": [[["x", 0, 0, {}]]]}],
            "input_layers": [["x", 0, 0]], "output_layers": [["a", 0, 0], ["b", 0, 0]]}}
            """;
        var path = Write(Config, $$$"""
            {"loss": "mse", "metrics": {{{metrics}}}, "loss_weights": null,
            "optimizer_config": {"class_name": "SGD", "config": {"learning_rate": 0.5} } }
            """, ("x", []), ("a", [("a/kernel:0", [1, 1], [2])]), ("b", [("b/kernel:0", [1, 1], [5])]));
        var notes = new List<string>();
        var model = Model.Load(path, new LoadOptions { Noted = notes.Add });
        model.Optimizer.ShouldNotBeNull(string.Join(" ", notes));
        var one = Tensor.From([1f], [1, 1]);
        var found = model.Evaluate(one, new[] { one, one }, verbose: Verbosity.Silent);
        found["loss"].ShouldBe(1 + 16, 1e-6);
        found.Names.Where(key => !key.EndsWith("loss", StringComparison.Ordinal)).ShouldBe(expected);
    }

    // Weights of the network of Keras 2 for the one of today, by name.
    [Fact]
    public void Weights_of_names_with_a_slash_find_their_layers()
    {
        var path = Write(null, null, ("conv1/bn", [("conv1/bn/kernel:0", [1, 1], [7])]));
        var model = new Sequential { new Dense(1, useBias: false, inputDim: 1, name: "conv1_bn") };
        model.LoadWeights(path, byName: true).Taken.ShouldBe(["conv1_bn/kernel"]);
        model.GetWeights()[0].ToArray().ShouldBe([7]);
    }

    // Two output positions, two taps, one channel, one filter; kernels (1, 10) and (100, 1000); input 1 2 3.
    [Theory]
    [InlineData(1, new[] { 2, 2, 1 }, new[] { 1f, 10, 100, 1000 })]
    [InlineData(2, new[] { 3, 1, 2, 1 }, new[] { 1f, 7, 10, 100, 7, 1000 })] // (input, channel, output, filter); 7 joins no pair
    [InlineData(3, new[] { 4 }, new[] { 1f, 10, 100, 1000 })]
    public void Kernels_of_locally_connected_layers_come_in_three_forms(int implementation, int[] shape, float[] kernel)
    {
        var config = Local1D(implementation, "[null, 3, 1]", "channels_last", filters: 1);
        var path = Write(config, null, ("l", [("l/kernel:0", shape, kernel)]));
        Model.Load(path).Predict(Tensor.From([1f, 2, 3], [1, 3, 1]), verbose: Verbosity.Silent).ToArray().ShouldBe([21, 3200]);
    }

    // Two channels and two filters of one window as long as the input: filter f of input i, channel c has 10^c * (i + 1) + 1000 f.
    [Theory]
    [InlineData(2, "channels_last", new[] { 2, 2, 1, 2 }, new[] { 1f, 1001, 10, 1010, 2, 1002, 20, 1020 })]
    [InlineData(2, "channels_first", new[] { 2, 2, 2, 1 }, new[] { 1f, 1001, 2, 1002, 10, 1010, 20, 1020 })]
    [InlineData(3, "channels_last", new[] { 8 }, new[] { 1f, 10, 2, 20, 1001, 1010, 1002, 1020 })]
    [InlineData(3, "channels_first", new[] { 8 }, new[] { 1f, 2, 10, 20, 1001, 1002, 1010, 1020 })]
    public void Their_channels_and_filters_lie_by_the_data_format(int implementation, string format, int[] shape, float[] kernel)
    {
        var path = Write(Local1D(implementation, "[null, 2, 2]", format, filters: 2), null, ("l", [("l/kernel:0", shape, kernel)]));
        // Input i, channel c is 1 at (1, 1) alone: 10 * 2.
        var x = Tensor.From([0f, 0, 0, 1], [1, 2, 2]);
        Model.Load(path).Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe([20, 1020]);
    }

    // Half of the window stands before the position: with 2 taps output o sees inputs o - 1 and o, with 3 taps and strides of 2 output o
    // sees 2 o - 1 to 2 o + 1. What would lie outside has no weight. Input 1 2 3; 7 joins no pair.
    [Theory]
    [InlineData(3, 2, 1, new[] { 5 }, new[] { 1f, 10, 100, 1000, 10000 }, new[] { 1f, 210, 32000 })]
    [InlineData(2, 2, 1, new[] { 3, 1, 3, 1 }, new[] { 1f, 10, 7, 7, 100, 1000, 7, 7, 10000 }, new[] { 1f, 210, 32000 })]
    [InlineData(3, 3, 2, new[] { 4 }, new[] { 1f, 10, 100, 1000 }, new[] { 21f, 3200 })]
    [InlineData(2, 3, 2, new[] { 3, 1, 2, 1 }, new[] { 1f, 7, 10, 100, 7, 1000 }, new[] { 21f, 3200 })]
    public void A_locally_connected_layer_may_be_padded(
        int implementation, int taps, int strides, int[] shape, float[] kernel, float[] expected)
    {
        var path = Write($$$"""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "LocallyConnected1D", "config": {"name": "l",
            "batch_input_shape": [null, 3, 1], "filters": 1, "kernel_size": [{{{taps}}}], "strides": [{{{strides}}}], "padding": "same",
            "use_bias": false, "implementation": {{{implementation}}}}}]}}
            """, null, ("l", [("l/kernel:0", shape, kernel)]));
        var x = Tensor.From([1f, 2, 3], [1, 3, 1]);
        var model = Model.Load(path);
        model.Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe(expected);
        model.Save(Path.Combine(_folder, "again.keras"));
        Model.Load(Path.Combine(_folder, "again.keras")).Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void A_type_that_follows_the_input_is_float32()
    {
        var path = Write("""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "Dense", "config": {"name": "d", "units": 1,
            "use_bias": false, "batch_input_shape": [null, 1], "dtype": {"class_name": "Policy", "config": {"name": "infer"}}}}]}}
            """, null, ("d", [("d/kernel:0", [1, 1], [3])]));
        var model = Model.Load(path);
        model.Layers[0].DTypePolicy.ShouldBe(DTypePolicy.Float32);
        model.Predict(Tensor.From([2f], [1, 1]), verbose: Verbosity.Silent).ToArray().ShouldBe([6]);
    }

    [Theory]
    [InlineData("\"int8_from_float32\"")] // Keras 3.3
    [InlineData("{\"class_name\": \"QuantizedDTypePolicy\", \"config\": {\"name\": \"int8_from_float32\"}}")] // Keras 3.4
    [InlineData("{\"class_name\": \"QuantizedDTypePolicy\", \"config\": {\"mode\": \"int8\", \"source_name\": \"float32\"}}")]
    public void A_quantized_policy_has_three_spellings(string dtype)
    {
        var form = QuantizedForm.Of(ConfigJson.Parse($$$"""{"class_name": "Dense", "config": {"dtype": {{{dtype}}}}}""").AsObject(),
            new Version(3, 3));
        form.ShouldNotBeNull();
        (form.Mode, form.Source, form.QuantizesInputs).ShouldBe((QuantizationMode.Int8, "float32", true));
    }

    private static string Local1D(int implementation, string shape, string format, int filters) => $$$"""
        {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "LocallyConnected1D", "config": {"name": "l",
        "batch_input_shape": {{{shape}}}, "filters": {{{filters}}}, "kernel_size": [2], "data_format": "{{{format}}}", "use_bias": false,
        "implementation": {{{implementation}}}}}]}}
        """;

    private string Write(
        string? config, string? training, params (string Name, (string Name, int[] Shape, float[] Values)[] Weights)[] layers)
    {
        var writer = new Hdf5Writer();
        var group = config is null ? writer.Root : writer.Root.CreateGroup("model_weights");
        if (config is not null)
        {
            writer.Root.SetAttribute("model_config", config);
            writer.Root.SetAttribute("keras_version", "2.4.0");
        }
        if (training is not null)
            writer.Root.SetAttribute("training_config", training);
        group.SetAttribute("layer_names", layers.Select(layer => layer.Name).ToArray());
        foreach (var (name, weights) in layers)
        {
            var layer = group.CreateGroup(name);
            layer.SetAttribute("weight_names", weights.Select(weight => weight.Name).ToArray());
            foreach (var weight in weights)
                layer.CreateDataset(weight.Name, [.. weight.Shape.Select(length => (long)length)], weight.Values);
        }
        var path = Path.Combine(_folder, "model.h5");
        writer.Save(path);
        return path;
    }
}
