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
        Should.Throw<ConfigException>(() => Load(call.Replace("KWARGS", $"\"query_mask\": {Tensor}"))).Message.ShouldContain("query_mask");
        var again = call.Replace("KWARGS", "\"use_causal_mask\": true");
        Should.Throw<ConfigException>(() => Load($"{call.Replace("KWARGS", "")}, {again}")).Message.ShouldContain("use_causal_mask");

        static Model Load(string calls) => Model.FromJson(Json.Replace("CALLS", $"[{calls}]"));
    }
}
