using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Labels and categories that are texts: a model has their places in a list.</summary>
public sealed class TextTests
{
    private const string Learning = "ai.onnx.ml";

    private static readonly string[] Flowers = ["setosa", "versicolor", "virginica"];

    [Fact]
    public void Labels_of_a_classifier_are_found_also_after_saving()
    {
        // The class is the largest of the three inputs.
        var model = Imported(OnnxDataType.Float, 3, [Node("LinearClassifier", ["x"], ["label", "scores"],
            ("coefficients", (float[])[1, 0, 0, 0, 1, 0, 0, 0, 1]), ("intercepts", new float[3]), ("classlabels_strings", Flowers)),
            Node("ZipMap", ["scores"], ["map"], ("classlabels_strings", Flowers))], "label", "map");
        using var scratch = new Scratch();
        var path = scratch["flowers.keras"];
        model.Save(path);
        foreach (var one in (Functional[])[model, (Functional)Model.Load(path)])
        {
            var outputs = one.Apply(Tensor.From((float[])[0, 2, 1, 5, 2, 1], [2, 3]));
            outputs[0].ToArray<long>().ShouldBe([1, 0]);
            OnnxModel.Texts(one, "label").Decode(outputs[0]).ShouldBe(["versicolor", "setosa"]);
            OnnxModel.Texts(one, "label").Texts.ShouldBe(Flowers);
            outputs[1].ToArray().ShouldBe([0, 2, 1, 5, 2, 1]);
            Should.Throw<ArgumentException>(() => OnnxModel.Texts(one, "map")).Message.ShouldContain("numbers");
            Should.Throw<ArgumentException>(() => OnnxModel.Texts(one, "other")).Message.ShouldContain("label, map");
        }
    }

    [Fact]
    public void A_classifier_that_picks_its_label_from_a_tensor()
    {
        var model = Imported(OnnxDataType.Float, 3, [Node("ArgMax", ["x"], ["best"], "", ("axis", 1L)),
            Node("ArrayFeatureExtractor", ["classes", "best"], ["label"])], [Text("classes", Flowers)], "label");
        var label = model.Apply(Tensor.From((float[])[0, 2, 9, 5, 2, 1], [2, 3]))[0];
        OnnxModel.Texts(model, "label").Decode(label).ShouldBe(["virginica", "setosa"]);
    }

    [Fact]
    public void Categories_are_fed_by_their_places()
    {
        (string, object) known = ("cats_strings", (string[])["blue", "red"]);
        var model = Imported(OnnxDataType.String, 1, [Node("OneHotEncoder", ["x"], ["y"], known)], "y");
        var colors = OnnxModel.Texts(model, "x");
        var x = colors.Encode(["red", "green", "blue"], [3, 1]);
        var places = x.ToArray<long>();
        (places[0], places[2]).ShouldBe((1, 0));
        places[1].ShouldBeNegative();
        model.Apply(x)[0].ToArray().ShouldBe([0, 1, 0, 0, 1, 0]);
        // What is to be an error is not a number.
        var strict = Imported(OnnxDataType.String, 1, [Node("OneHotEncoder", ["x"], ["y"], known, ("zeros", 0L))], "y");
        strict.Apply(x)[0].ToArray().ShouldBe([0, 1, float.NaN, float.NaN, 1, 0]);
    }

    [Fact]
    public void Texts_are_compared_also_those_that_no_file_names()
    {
        var model = Imported(OnnxDataType.String, 2, [Node("Split", ["x"], ["a", "b"], "", ("axis", 1L)),
            Node("Equal", ["a", "b"], ["y"], "")], "y");
        var x = OnnxModel.Texts(model, "x").Encode(["one", "one", "one", "two", "", "", "two", "Two"], [4, 2]);
        model.Apply(x)[0].ToArray<bool>().ShouldBe([true, false, true, false]);
        // -1 is not what stands for any: SHA-256 of "one" begins with 76 92 C3 AD 35 40 BB 80, the lowest byte first.
        x.ToArray<long>()[0].ShouldBe(unchecked((long)0x80BB4035ADC39276));
    }

    [Theory]
    [InlineData("LabelEncoder", "keys_strings", "values_int64s", "default_int64", new[] { 7L, -3, 9 })]
    [InlineData("CategoryMapper", "cats_strings", "cats_int64s", "default_int64", new[] { 7L, -3, 9 })]
    public void Texts_become_numbers(string name, string keys, string values, string otherwise, long[] expected)
    {
        var model = Imported(OnnxDataType.String, 3, [Node(name, ["x"], ["y"], (keys, (string[])["a", "b", "c"]),
            (values, (long[])[7, 8, 9]), (otherwise, -3L))], "y");
        model.Apply(OnnxModel.Texts(model, "x").Encode(["a", "?", "c"], [1, 3]))[0].ToArray<long>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("LabelEncoder", "keys_int64s", "values_strings")]
    [InlineData("CategoryMapper", "cats_int64s", "cats_strings")]
    public void Numbers_become_texts(string name, string keys, string values)
    {
        var model = Imported(OnnxDataType.Int64, 3, [Node(name, ["x"], ["y"], (keys, (long[])[7, 8, 9]),
            (values, (string[])["a", "b", "c"]), ("default_string", "none"))], "y");
        OnnxModel.Texts(model, "y").Decode(model.Apply(Tensor.From((long[])[9, 7, 1], [1, 3]))[0]).ShouldBe(["c", "a", "none"]);
    }

    [Fact]
    public void Texts_become_texts_from_tensors_in_the_attributes()
    {
        var model = Imported(OnnxDataType.String, 2, [Node("LabelEncoder", ["x"], ["y"], ("keys_tensor", Text("k", "a", "b")),
            ("values_tensor", Text("v", "one", "two")), ("default_tensor", Text("d", "many")))], "y");
        OnnxModel.Texts(model, "y").Decode(model.Apply(OnnxModel.Texts(model, "x").Encode(["b", "c"], [1, 2]))[0])
            .ShouldBe(["two", "many"]);
    }

    [Fact]
    public void Sequences_of_words_are_counted()
    {
        (string, object)[] Attributes(string mode, long skips) => [("mode", mode), ("min_gram_length", 1L), ("max_gram_length", 2L),
            ("max_skip_count", skips), ("ngram_counts", (long[])[0, 2]), ("ngram_indexes", (long[])[1, 0, 2]),
            ("pool_strings", (string[])["the", "cat", "the", "cat"]), ("weights", (float[])[2, 3, 5])];
        // cat: 2, the: 2, the cat: 1; with one word between them twice.
        foreach (var (mode, skips, expected) in ((string, long, float[])[])[("TF", 0, [2, 2, 1]), ("TF", 1, [2, 2, 2]),
            ("IDF", 0, [3, 2, 5]), ("TFIDF", 1, [6, 4, 10])])
        {
            var model = Imported(OnnxDataType.String, 5, [Node("TfIdfVectorizer", ["x"], ["y"], "", Attributes(mode, skips))], "y");
            var x = OnnxModel.Texts(model, "x").Encode(["the", "cat", "the", "black", "cat"], [1, 5]);
            model.Apply(x)[0].ToArray().ShouldBe(expected);
        }
    }

    [Fact]
    public void Operators_that_need_letters_are_refused()
    {
        Should.Throw<OnnxException>(() => Imported(OnnxDataType.String, 1, [Node("StringNormalizer", ["x"], ["z"], ""),
            Node("LabelEncoder", ["z"], ["y"], ("keys_strings", (string[])["a"]), ("values_int64s", (long[])[1]))], "y"))
            .Message.ShouldContain("needs the letters of texts");
        Should.Throw<OnnxException>(() => Imported(OnnxDataType.String, 1, [Node("Identity", ["x"], ["y"], "")], "y"))
            .Message.ShouldContain("the file names none");
        Should.Throw<OnnxException>(() => Imported(OnnxDataType.Float, 1, [Node("DictVectorizer", ["x"], ["y"])], "y"))
            .Message.ShouldContain("map");
    }

    private static Functional Imported(OnnxDataType type, int width, OnnxNode[] nodes, params string[] outputs) =>
        Imported(type, width, nodes, [], outputs);

    private static Functional Imported(OnnxDataType type, int width, OnnxNode[] nodes, OnnxTensor[] constants, params string[] outputs)
    {
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17, [Learning] = 3 },
            Graph = new OnnxGraph
            {
                Name = "texts",
                Nodes = nodes,
                Initializers = constants,
                Inputs = [new OnnxValue("x", type, [new OnnxAxis(null, "batch"), new OnnxAxis(width)])],
                Outputs = [.. outputs.Select(output => new OnnxValue(output, OnnxDataType.Undefined, null))],
            },
        };
        return OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
    }

    private static OnnxNode Node(string name, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Node(name, inputs, outputs, Learning, attributes);

    private static OnnxNode Node(
        string name, string[] inputs, string[] outputs, string domain, params (string Name, object Value)[] attributes) =>
        new(name, domain, inputs, outputs,
            attributes.ToDictionary(pair => pair.Name, pair => OperatorRun.Attribute(pair.Name, pair.Value)));

    private static OnnxTensor Text(string name, params string[] texts) =>
        new(name, OnnxDataType.String, [texts.Length], ReadOnlyMemory<byte>.Empty) { Texts = texts };
}
