using Cornea.Tests.House;
using Shouldly;

namespace Cornea.Tests.Formats;

/// <summary>
/// Every form of file that was ever written is still read. <c>tests/fixtures/formats/VERSION</c> was written by that version, by the
/// command <c>corpus</c> of tests/Cornea.Reliability; a new form of a file gets a new folder, and none is ever taken away.
/// </summary>
public sealed class FormatCorpusTests
{
    private static readonly string Root = Path.Combine(Repository.Root, "tests", "fixtures", "formats");

    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Models_and_weights_are_read(string version)
    {
        var whole = Model.Load(At(version, "model.keras"));
        var legacy = Model.Load(At(version, "model.h5"));
        foreach (var name in (string[])["model.weights.h5", "model.safetensors", "model.keras", "model.h5"])
        {
            var model = Fresh();
            model.LoadWeights(At(version, name));
            ShouldHoldTheFormula(model);
        }
        ShouldHoldTheFormula(whole);
        ShouldHoldTheFormula(legacy);
        whole.Optimizer.ShouldBeOfType<Adam>();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void States_of_trainings_are_read(string version)
    {
        var model = Fresh();
        model.Compile(new Adam(0.01), new MeanSquaredError(), [new MeanAbsoluteError()]);
        model.Trainer.SetState(TrainingState.Load(At(version, "state.safetensors")));
        ShouldHoldTheFormula(model);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Tensors_and_pictures_are_read(string version)
    {
        float[] values = [.. Enumerable.Range(0, 24).Select(Formula)];
        byte[] bytes = [.. values.Select(value => (byte)(value * 8 + 5))];
        NpyFile.Read(At(version, "values.npy")).ToArray().ShouldBe(values);
        foreach (var tensors in (IReadOnlyDictionary<string, Tensor>[])
            [NpzFile.Read(At(version, "values.npz")), SafetensorsFile.Read(At(version, "values.safetensors")).Tensors])
        {
            tensors["values"].ToArray().ShouldBe(values);
            tensors["values"].Shape.ShouldBe([2, 3, 4]);
            tensors["bytes"].ToArray<byte>().ShouldBe(bytes);
        }
        IdxFile.Read(At(version, "bytes.idx")).ToArray<byte>().ShouldBe(bytes);
        ImageFile.Read(At(version, "bytes.png")).ToArray<byte>().ShouldBe(bytes);
    }

    private static void ShouldHoldTheFormula(Model model)
    {
        foreach (var weight in model.GetWeights())
            weight.ToArray().ShouldBe([.. Enumerable.Range(0, weight.Size).Select(Formula)]);
    }

    private static Sequential Fresh() => new([new Dense(3, Activation.Tanh, inputDim: 4), new Dense(2)]);

    private static float Formula(int i) => (i * 7 % 11 - 5) / 8f;

    private static string At(string version, string name) => Path.Combine(Root, version, name);
}
