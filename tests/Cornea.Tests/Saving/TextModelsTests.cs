using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Models of files that begin with texts, and calls that are not known.</summary>
public sealed class TextModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-texts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Number 0 is padding, 1 an unknown word.
    [Fact]
    public void Texts_are_encoded_by_the_layer_of_the_model_and_the_vocabulary_is_saved()
    {
        var model = Model.FromJson("""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 1], "dtype": "string", "name": "text"},
            "registered_name": null},
            {"module": "keras.layers", "class_name": "TextVectorization", "config": {"name": "vec", "max_tokens": null,
            "standardize": "lower_and_strip_punctuation", "split": "whitespace", "ngrams": null, "output_mode": "int",
            "output_sequence_length": 4, "vocabulary": ["", "[UNK]", "sea", "blue"]}, "registered_name": null}]}}
            """);
        Same(model);
        model.Save(Path.Combine(_folder, "m.keras"));
        Same(Model.Load(Path.Combine(_folder, "m.keras")));

        static void Same(Model model) => model.Predict(model.EncodeText(["The blue, blue SEA"]), verbose: Verbosity.Silent)
            .ToArray<int>().ShouldBe([1, 3, 3, 2]);
    }

    private const string Entrance = """
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 1], "dtype": "string", "name": "NAME"},
        "registered_name": null, "name": "NAME", "inbound_nodes": []}
        """;

    private const string Lookup = """
        {"module": "keras.layers", "class_name": "StringLookup", "config": {"name": "NAME", "num_oov_indices": 1, "mask_token": null,
        "oov_token": "[UNK]", "output_mode": "MODE", "vocabulary": VOCABULARY}, "registered_name": null, "name": "NAME",
        "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["INPUT", 0, 0]}}], "kwargs": {}}]}
        """;

    private static string LookupOf(string name, string input, string vocabulary, string mode = "one_hot") => Lookup.Replace("NAME", name)
        .Replace("INPUT", input).Replace("VOCABULARY", vocabulary).Replace("MODE", mode);

    // Rows of [unknown, a, b] and [unknown, b].
    [Fact]
    public void One_input_of_texts_may_go_into_several_text_layers()
    {
        var model = Model.FromJson($$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [{{{Entrance.Replace("NAME", "t")}}},
            {{{LookupOf("one", "t", "[\"a\", \"b\"]")}}}, {{{LookupOf("two", "t", "[\"b\"]", "int")}}}],
            "input_layers": [["t", 0, 0]], "output_layers": [["one", 0, 0], ["two", 0, 0]]}}
            """);
        Same(model);
        model.Save(Path.Combine(_folder, "m.keras"));
        Same(Model.Load(Path.Combine(_folder, "m.keras")));

        static void Same(Model model)
        {
            var found = model.PredictAll(model.EncodeText(["b", "c"]), verbose: Verbosity.Silent);
            found[0].ToArray().ShouldBe([0, 0, 1, 1, 0, 0]);
            found[1].Shape.ShouldBe(new Shape(2, 1));
            found[1].ToArray<long>().ShouldBe([1, 0]);
        }
    }

    // A model of preprocessing, called on an object as Keras 2 writes it; the other input is a number.
    [Fact]
    public void A_nested_model_may_take_the_texts_by_name()
    {
        var model = Model.FromJson("""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "dtype": "string", "name": "sex"}, "name": "sex",
            "inbound_nodes": []},
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "dtype": "float32", "name": "age"}, "name": "age",
            "inbound_nodes": []},
            {"class_name": "Functional", "name": "pre", "inbound_nodes": [{"age": ["age", 0, 0, {}], "sex": ["sex", 0, 0, {}]}],
            "config": {"name": "pre", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "dtype": "string", "name": "sex"}, "name": "sex",
            "inbound_nodes": []},
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 1], "dtype": "float32", "name": "age"}, "name": "age",
            "inbound_nodes": []},
            {"class_name": "StringLookup", "config": {"name": "lookup", "num_oov_indices": 1, "mask_token": null, "oov_token": "[UNK]",
            "output_mode": "one_hot", "vocabulary": ["m", "f"]}, "name": "lookup", "inbound_nodes": [[["sex", 0, 0, {}]]]},
            {"class_name": "Concatenate", "config": {"name": "all", "axis": -1}, "name": "all",
            "inbound_nodes": [[["lookup", 0, 0, {}], ["age", 0, 0, {}]]]}],
            "input_layers": {"sex": ["sex", 0, 0], "age": ["age", 0, 0]}, "output_layers": [["all", 0, 0]]}}],
            "input_layers": {"sex": ["sex", 0, 0], "age": ["age", 0, 0]}, "output_layers": [["pre", 1, 0]]}}
            """, new ConfigSource(new Version(2, 9)));
        model.Predict(new[] { model.EncodeText(["f", "?"]), Tensor.From([30f, 40], [2, 1]) }, verbose: Verbosity.Silent).ToArray()
            .ShouldBe([0, 0, 1, 30, 1, 0, 0, 40]);
    }

    // The bins are those of TensorFlow's documentation.
    [Theory]
    [InlineData("null", new long[] { 1, 0, 1, 1, 2 })]
    [InlineData("[133, 137]", new long[] { 1, 2, 1, 0, 2 })]
    [InlineData("133", new long[] { 0, 0, 2, 1, 0 })]
    public void Texts_may_be_hashed(string salt, long[] expected)
    {
        var model = Model.FromJson($$$"""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"module": "keras.layers", "class_name": "Hashing", "config":
            {"name": "h", "dtype": "int64", "num_bins": 3, "salt": {{{salt}}}, "mask_value": null, "output_mode": "int"},
            "registered_name": null}]}}
            """);
        model.Predict(model.EncodeText(["A", "B", "C", "D", "E"]), verbose: Verbosity.Silent).ToArray<long>().ShouldBe(expected);
    }

    private static string Numbers(string name, string shape = "null, 1", string type = "int64") =>
        Entrance.Replace("NAME", name).Replace("null, 1", shape).Replace("string", type);

    private static string Layer(string className, string options, params string[] inputs)
    {
        var tensors = inputs.Select(
            input => $$$"""{"class_name": "__keras_tensor__", "config": {"keras_history": ["{{{input}}}", 0, 0]}}""");
        var all = inputs.Length == 1 ? tensors.First() : $"[{string.Join(", ", tensors)}]";
        return $$$"""
            {"module": "keras.layers", "class_name": "{{{className}}}", "config": {"name": "h", {{{options}}}}, "registered_name": null,
            "name": "h", "inbound_nodes": [{"args": [{{{all}}}], "kwargs": {}}]}
            """;
    }

    private static string Functional(string inputs, string output, params string[] layers) => $$$"""
        {"class_name": "Functional", "config": {"name": "m", "layers": [{{{string.Join(", ", layers)}}}],
        "input_layers": [{{{inputs}}}], "output_layers": [["{{{output}}}", 0, 0]]}}
        """;

    // The bins are those of Keras's own tests.
    [Theory]
    [InlineData("null", "null", new long[] { 1, 0, 1, 0, 2 })]
    [InlineData("[133, 137]", "null", new long[] { 1, 1, 2, 0, 1 })]
    [InlineData("null", "3", new long[] { 1, 0, 1, 0, 2 }, 1)]
    public void Whole_numbers_may_be_hashed(string salt, string mask, long[] expected, int masked = 0)
    {
        var options = $$$"""
            "dtype": "int64", "num_bins": {{{3 + masked}}}, "salt": {{{salt}}}, "mask_value": {{{mask}}}, "output_mode": "int"
            """;
        var model = Model.FromJson(Functional("[\"n\", 0, 0]", "h", Numbers("n"), Layer("Hashing", options, "n")));
        var path = Path.Combine(_folder, "m.keras");
        model.Save(path);
        // With a mask the others move one up, and the mask itself gets bin 0.
        var right = expected.Select((bin, i) => masked == 0 ? bin : i == 3 ? 0 : bin + 1);
        foreach (var each in (Model[])[model, Model.Load(path)])
        {
            each.Predict(Tensor.Arange(5).Reshape(5, 1), verbose: Verbosity.Silent).ToArray<long>().ShouldBe(right);
        }
    }

    [Theory]
    [InlineData("one_hot", new float[] { 0, 1, 0, 1, 0, 0 })]
    [InlineData("multi_hot", new float[] { 0, 1, 0, 1, 0, 0 })]
    [InlineData("count", new float[] { 0, 1, 0, 1, 0, 0 })]
    public void Hashed_numbers_may_become_rows(string mode, float[] expected)
    {
        var options = $$$"""
            "dtype": "float32", "num_bins": 3, "salt": null, "mask_value": null, "output_mode": "{{{mode}}}"
            """;
        var model = Model.FromJson(
            Functional("[\"n\", 0, 0]", "h", Numbers("n", type: "float32"), Layer("Hashing", options, "n")));
        model.Predict(Tensor.From([2.9f, 3], [2, 1]), verbose: Verbosity.Silent).ToArray().ShouldBe(expected); // cut to 2 and 3
    }

    // The bins are those of Keras's documentation: a text and a number.
    [Theory]
    [InlineData("int")]
    [InlineData("one_hot")]
    public void Texts_and_numbers_may_be_crossed(string mode)
    {
        var options = $$$"""
            "dtype": "{{{(mode == "int" ? "int64" : "float32")}}}", "num_bins": 5, "output_mode": "{{{mode}}}", "sparse": false
            """;
        var model = Model.FromJson(Functional("[\"t\", 0, 0], [\"n\", 0, 0]", "h",
            Entrance.Replace("NAME", "t"), Numbers("n"), Layer("HashedCrossing", options, "t", "n")));
        var path = Path.Combine(_folder, "m.keras");
        model.Save(path);
        foreach (var each in (Model[])[model, Model.Load(path)])
        {
            var found = each.Predict(
                new[] { each.EncodeText(["A", "B", "A", "B", "A"]), Tensor.From([101, 101, 101, 102, 102], [5, 1]) },
                verbose: Verbosity.Silent);
            found.Shape.ShouldBe(mode == "int" ? new Shape(5, 1) : new Shape(5, 5));
            (mode == "int" ? found : found.ArgMax()).ToArray<long>().ShouldBe([1, 4, 1, 1, 3]);
        }
    }

    // The step before a model has the bins of Keras; the layer takes texts that go into a lookup, too.
    [Fact]
    public void Crossed_texts_may_share_their_input()
    {
        var model = Model.FromJson(Functional("[\"a\", 0, 0], [\"b\", 0, 0]", "all",
            Entrance.Replace("NAME", "a"), Entrance.Replace("NAME", "b"), LookupOf("one", "a", "[\"x\", \"y\"]"),
            Layer("HashedCrossing", "\"num_bins\": 7, \"output_mode\": \"one_hot\", \"dtype\": \"float32\"", "a", "b"),
            Layer("Concatenate", "\"axis\": -1", "one", "h").Replace("\"name\": \"h\"", "\"name\": \"all\"")));
        string[] first = ["x", "y", "z"], second = ["u", "u", "v"];
        var bins = new HashedCrossing(7).Apply(first, second).ToArray<int>();
        var found = model.Predict(
            new[] { model.EncodeText(first, "a"), model.EncodeText(second, "b") }, verbose: Verbosity.Silent).ToArray();
        for (var row = 0; row < 3; row++)
        {
            var expected = new float[10];
            (expected[row == 2 ? 0 : row + 1], expected[3 + bins[row]]) = (1, 1);
            found[(10 * row)..(10 * row + 10)].ShouldBe(expected);
        }
    }

    // Rows of [unknown, a] and [unknown, b].
    [Fact]
    public void Nested_models_may_have_layers_of_the_same_name()
    {
        var model = Model.FromJson(Functional("[\"t\", 0, 0], [\"u\", 0, 0]", "all", Entrance.Replace("NAME", "t"),
            Entrance.Replace("NAME", "u"), Inner("p", "t", "a"), Inner("q", "u", "b"),
            Layer("Concatenate", "\"axis\": -1", "p", "q").Replace("\"name\": \"h\"", "\"name\": \"all\"")));
        model.Predict(new[] { model.EncodeText(["a"], "t"), model.EncodeText(["a"], "u") }, verbose: Verbosity.Silent).ToArray()
            .ShouldBe([0, 1, 1, 0]);

        static string Inner(string name, string input, string word) => $$$"""
            {"class_name": "Functional", "name": "{{{name}}}", "inbound_nodes":
            [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["{{{input}}}", 0, 0]}}], "kwargs": {}}],
            "config": {"name": "{{{name}}}", "layers": [{{{Entrance.Replace("NAME", "x")}}},
            {{{LookupOf("lookup", "x", $"[\"{word}\"]")}}}], "input_layers": [["x", 0, 0]], "output_layers": [["lookup", 0, 0]]}}
            """;
    }

    // Two texts a sample; number 0 is an unknown word.
    [Fact]
    public void A_sample_may_have_several_texts()
    {
        var entrance = Entrance.Replace("NAME", "t").Replace("null, 1", "null, 2");
        var model = Model.FromJson($$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [{{{entrance}}},
            {{{LookupOf("one", "t", "[\"a\", \"b\"]", "int")}}}, {{{LookupOf("two", "t", "[\"a\", \"b\"]", "int")}}}],
            "input_layers": [["t", 0, 0]], "output_layers": [["one", 0, 0], ["two", 0, 0]]}}
            """);
        var found = model.PredictAll(model.EncodeText(["a", "b", "c", "a"]), verbose: Verbosity.Silent);
        (found[0].Shape, found[1].Shape).ShouldBe((new Shape(2, 2), new Shape(2, 2)));
        found[1].ToArray<long>().ShouldBe([1, 2, 0, 1]);
    }

    [Fact]
    public void Texts_that_go_elsewhere_are_refused_by_their_input() => Should.Throw<ConfigException>(() => Model.FromJson($$$"""
        {"class_name": "Functional", "config": {"name": "m", "layers": [{{{Entrance.Replace("NAME", "words")}}}],
        "input_layers": [["words", 0, 0]], "output_layers": [["words", 0, 0]]}}
        """)).Message.ShouldContain("Input 'words' takes texts");

    [Fact]
    public void A_model_without_texts_says_so() => Should.Throw<InvalidOperationException>(
        () => new Sequential { new Dense(1, inputDim: 2) }.EncodeText(["a"])).Message.ShouldContain("inputs of texts");

    [Fact]
    public void A_tensor_as_an_argument_that_is_not_known_is_refused_and_so_is_a_second_call_with_other_arguments()
    {
        const string Tensor = """{"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}}""";
        const string Json = """
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 3, 2], "name": "x"}, "name": "x",
            "inbound_nodes": [], "registered_name": null},
            {"module": "keras.layers", "class_name": "MultiHeadAttention", "config": {"name": "a", "num_heads": 1, "key_dim": 2},
            "registered_name": null, "name": "a", "inbound_nodes": CALLS}],
            "input_layers": [["x", 0, 0]], "output_layers": [["a", 0, 0]]}}
            """;
        var call = $$$"""{"args": [{{{Tensor}}}, {{{Tensor}}}], "kwargs": {KWARGS}}""";
        Load(call.Replace("KWARGS", "")).Layers.Count.ShouldBe(2);
        Should.Throw<ConfigException>(() => Load(call.Replace("KWARGS", $"\"scores\": {Tensor}"))).Message.ShouldContain("scores");
        var again = call.Replace("KWARGS", "\"use_causal_mask\": true");
        Should.Throw<ConfigException>(() => Load($"{call.Replace("KWARGS", "")}, {again}")).Message.ShouldContain("use_causal_mask");

        static Model Load(string calls) => Model.FromJson(Json.Replace("CALLS", $"[{calls}]"));
    }
}
