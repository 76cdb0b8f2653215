using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Functional models whose calls have arguments, as Keras 3 writes them: masks, states, training, operations.</summary>
public sealed class FunctionalFilesTests
{
    private static readonly string Fixtures = Path.Combine(KerasFixtures.Folder, "..", "functional");

    [Fact]
    public void Files_of_Keras_predict_what_Keras_did_and_have_its_summary()
    {
        var run = ConformanceRun.Replay(Fixtures);
        var text = new StringWriter();
        run.Write(text);
        (run.Passed, run.Failed, run.Unsupported).ShouldBe((21, 0, 0), text.ToString());
    }

    [Fact]
    public void A_mask_by_name_is_of_one_call_alone()
    {
        var model = Model.Load(Path.Combine(Fixtures, "explicit.keras"));
        Tensor x = Tensor.Arange(0, 15).Reshape(1, 5, 3) * 0.1f, some = Tensor.From([true, false, true, false, false], [1, 5]);
        var parts = new Functional(
            model.Inputs, [model.Layers.OfType<LSTM>().Single().Output, model.Layers.OfType<GlobalAveragePooling1D>().Single().Output]);
        var other = Tensor.Where(some.ExpandDims(-1), x, -x);
        Tensors outputs = parts.Apply([x, some]), changed = parts.Apply([other, some]);
        changed[0].ToArray().ShouldBe(outputs[0].ToArray(), "steps that do not count change nothing in the LSTM");
        outputs[1].ToArray().ShouldBe(x.Mean(1).ToArray(), 1e-6f, "the mean of the same tensor counts all");
        model.Layers.Select(layer => layer.ClassName).ShouldBe(model.Clone().Layers.Select(layer => layer.ClassName));
    }

    [Fact]
    public void A_mask_that_comes_with_the_sequence_counts_beside_states_after_saving_too()
    {
        using var scratch = new Scratch();
        var words = Model.Input([4], DType.Int32);
        var state = Model.Input([3]);
        var output = new GRU(3, returnSequences: true).On(new Embedding(5, 2, maskZero: true).On(words), state);
        var model = new Functional([words, state], output, seed: 3);
        Tensors given = [Tensor.From([1, 2, 0, 0], [1, 4]), Tensor.From([0.5f, -0.5f, 0.25f], [1, 3])];
        Tensor before = model.Apply(given);
        before.Narrow(1, 3, 1).ToArray()
            .ShouldBe(before.Narrow(1, 1, 1).ToArray(), "the output of the last step that counts is repeated");
        foreach (var ending in (string[])[".keras", ".h5"])
        {
            var path = scratch["model" + ending];
            model.Save(path);
            ((Tensor)Model.Load(path).Apply(given)).ToArray().ShouldBe(before.ToArray());
        }
        ((Tensor)model.Clone().Apply(given)).ToArray().ShouldBe(before.ToArray());
    }

    // Keras 3 notes the default of a layer (false of Dropout, true of augmentation); fit and predict decide all the same.
    [Theory]
    [InlineData("Dropout", "\"rate\": 0.5", "false")]
    [InlineData("RandomRotation", "\"factor\": 0.3", "true")]
    public void The_model_decides_whether_a_call_of_a_file_is_in_training(string layer, string argument, string noted)
    {
        var model = Model.FromJson($$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 6, 6, 2], "name": "x"}, "name": "x",
            "inbound_nodes": [], "registered_name": null},
            {"module": "keras.layers", "class_name": "{{{layer}}}", "config": {"name": "a", {{{argument}}} }, "name": "a",
            "registered_name": null, "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["x", 0, 0]}}],
            "kwargs": {"training": {{{noted}}} } }]}], "input_layers": [["x", 0, 0]], "output_layers": [["a", 0, 0]]}}
            """);
        var x = Tensor.Arange(0, 72).Reshape(1, 6, 6, 2);
        ((Tensor)model.Apply(x)).ToArray().ShouldBe(x.ToArray());
        ((Tensor)model.Apply(x, training: true)).ToArray().ShouldNotBe(x.ToArray());
    }

    [Fact]
    public void A_call_that_is_always_in_training_stays_so_in_files()
    {
        using var scratch = new Scratch();
        var x = Model.Input([20]);
        var model = new Functional(x, new Dropout(0.5).On(x, training: true));
        foreach (var ending in (string[])[".keras", ".h5"])
        {
            var path = scratch["always" + ending];
            model.Save(path);
            Model.Load(path).Predict(Tensor.Ones([1, 20]), verbose: Verbosity.Silent).ToArray().ShouldContain(0f);
        }
    }

    [Fact]
    public void Attention_gives_its_scores_as_a_second_output()
    {
        // Keys 1 and 3 of the query 1: e^1 / (e^1 + e^3) and the rest.
        var (query, keys) = (Tensor.From([1f], [1, 1, 1]), Tensor.From([1f, 3], [1, 2, 1]));
        Tensors outputs = new Attention(returnAttentionScores: true).Apply([query, keys]);
        outputs.Count.ShouldBe(2);
        outputs[1].ToArray().ShouldBe([0.11920292f, 0.8807971f], 1e-6f);
        outputs[0].ToArray().ShouldBe([2.7615942f], 1e-6f);
        ((Tensors)new AdditiveAttention(returnAttentionScores: true).Apply([query, keys]))[1].Shape.ShouldBe([1, 1, 2]);
    }

    /// <summary>Keras asks the layer of a TimeDistributed for the shape of its output, and makes stateful layers for the batch of the
    /// call.</summary>
    [Fact]
    public void Models_in_TimeDistributed_and_stateful_layers_are_written_as_Keras_can_make_them()
    {
        using var scratch = new Scratch();
        var picture = Model.Input([4, 4, 1]);
        var inner = new Functional(picture, new Flatten().On(new Conv2D(2, 3).On(picture)));
        var film = Model.Input([3, 4, 4, 1]);
        var model = new Functional(film, new LSTM(2, stateful: true).On(new TimeDistributed(inner).On(film)), seed: 2);
        var json = model.ToJson().Replace(" ", "", StringComparison.Ordinal);
        json.ShouldContain($"\"output_layers\":[\"{inner.Layers[^1].Name}\",0,0]");
        json.ShouldNotContain("\"build_config\":{\"input_shape\":[null,3,8]}");
        var x = Tensor.Arange(0, 48).Reshape(1, 3, 4, 4, 1) * 0.01f;
        var path = scratch["film.keras"];
        model.Save(path);
        ((Tensor)Model.Load(path).Apply(x)).ToArray().ShouldBe(((Tensor)model.Apply(x)).ToArray());
    }

    [Fact]
    public void Keras_writes_a_factor_of_saturation_with_an_end_below_0() =>
        Registry.FromConfig(ClassKind.Layer, "RandomSaturation", new ConfigObject { { "factor", new ConfigValue[] { -0.2, 0.2 } } })
            .ShouldBeOfType<RandomSaturation>().Factor.ShouldBe((-0.2, 0.2));
}
