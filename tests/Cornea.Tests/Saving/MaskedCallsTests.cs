using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Masks among the arguments of calls in functional models, as Keras 3 writes them.</summary>
public sealed class MaskedCallsTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(KerasFixtures.Folder, "..", "masks");

    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-masks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_Keras_predict_what_Keras_did_and_have_its_summary()
    {
        var run = ConformanceRun.Replay(Fixtures);
        var text = new StringWriter();
        run.Write(text);
        (run.Passed, run.Failed, run.Unsupported).ShouldBe((11, 0, 0), text.ToString());
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
        var words = Model.Input([4], DType.Int32);
        var state = Model.Input([3]);
        var output = new GRU(3, returnSequences: true).On(new Embedding(5, 2, maskZero: true).On(words), state);
        var model = new Functional([words, state], output, seed: 3);
        Tensors given = [Tensor.From([1, 2, 0, 0], [1, 4]), Tensor.From([0.5f, -0.5f, 0.25f], [1, 3])];
        Tensor before = model.Apply(given);
        before.Narrow(1, 3, 1).ToArray().ShouldBe(before.Narrow(1, 1, 1).ToArray(), "the output of the last step that counts is repeated");
        foreach (var ending in (string[])[".keras", ".h5"])
        {
            var path = Path.Combine(_folder, "model" + ending);
            model.Save(path);
            ((Tensor)Model.Load(path).Apply(given)).ToArray().ShouldBe(before.ToArray());
        }
        ((Tensor)model.Clone().Apply(given)).ToArray().ShouldBe(before.ToArray());
    }
}
