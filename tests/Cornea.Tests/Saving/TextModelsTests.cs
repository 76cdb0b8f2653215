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
