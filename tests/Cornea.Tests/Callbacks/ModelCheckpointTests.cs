using Shouldly;

namespace Cornea.Tests.Callbacks;

public sealed class ModelCheckpointTests : IDisposable
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11 - 5) / 5f)], [10, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true);
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory();

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void Each_epoch_has_its_file_named_by_its_figures()
    {
        var model = Compiled(0.1);
        var history = model.Fit(X, Y, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2,
            callbacks: [new ModelCheckpoint(At("new/{epoch:02d}-{val_loss:.2f}.safetensors"))]);
        Names("new").ShouldBe([.. history["val_loss"].Select((loss, i) => FormattableString.Invariant($"0{i + 1}-{loss:F2}.safetensors"))]);

        var other = Compiled(0.1);
        other.LoadWeights(Directory.GetFiles(At("new")).Order(StringComparer.Ordinal).Last());
        other.GetWeights()[0].ToArray().ShouldBe(model.GetWeights()[0].ToArray());
    }

    [Fact]
    public void The_best_weights_alone_are_kept_and_come_back()
    {
        // The learning rate is so large that the loss grows: the first epoch is the best.
        var model = Compiled(3);
        var first = Array.Empty<float>();
        var checkpoint = new ModelCheckpoint(At("best.safetensors"), "loss", saveBestOnly: true, restoreBestWeights: true);
        var history = model.Fit(X, Y, epochs: 4, verbose: Verbosity.Silent, callbacks:
        [
            checkpoint,
            new LambdaCallback
            {
                EpochEnd = (epoch, _) =>
                {
                    if (epoch == 0)
                        first = model.GetWeights()[0].ToArray();
                },
            },
        ]);
        history["loss"].Min().ShouldBe(history["loss"][0]);
        checkpoint.SavedPath.ShouldBe(At("best.safetensors"));
        model.GetWeights()[0].ToArray().ShouldBe(first);
    }

    [Fact]
    public void Nothing_is_saved_that_is_no_better_than_the_threshold()
    {
        Compiled(3).Fit(X, Y, epochs: 2, verbose: Verbosity.Silent,
            callbacks: [new ModelCheckpoint(At("best.safetensors"), "loss", saveBestOnly: true, initialThreshold: 1e-9)]);
        File.Exists(At("best.safetensors")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("best.keras")]
    [InlineData("best.weights.h5")]
    public void The_ending_says_whether_the_model_or_its_weights_are_kept(string name)
    {
        var model = Compiled(0.1);
        model.Fit(X, Y, epochs: 2, verbose: Verbosity.Silent,
            callbacks: [new ModelCheckpoint(At(name), "loss", saveBestOnly: true, restoreBestWeights: true)]);
        var other = name.EndsWith(".keras", StringComparison.Ordinal) ? Model.Load(At(name)) : Compiled(0.1);
        other.LoadWeights(At(name));
        other.GetWeights()[0].ToArray().ShouldBe(model.GetWeights()[0].ToArray());
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("val_loss")]
    public void Weights_that_are_no_numbers_are_never_the_best(string monitor)
    {
        var model = Compiled(0.1);
        model.Warned = _ => { };
        var stopping = new EarlyStopping(monitor, patience: 5, restoreBestWeights: true);
        var first = Array.Empty<float>();
        model.Fit(X, Y, batchSize: 8, epochs: 3, verbose: Verbosity.Silent, validationSplit: 0.2, callbacks:
        [
            new LambdaCallback
            {
                EpochEnd = (epoch, _) =>
                {
                    if (epoch == 0)
                        first = model.GetWeights()[0].ToArray();
                },
                // The loss of the step was finite: only what follows shows that the weights are destroyed.
                TrainBatchEnd = (_, _) =>
                {
                    if (first.Length > 0)
                        model.SetWeights([.. model.GetWeights().Select(weight => (weight * float.NaN).Compute())]);
                },
            },
            new ModelCheckpoint(At("best.safetensors"), monitor, saveBestOnly: true),
            stopping,
        ]);
        model.GetWeights()[0].ToArray().ShouldBe(first);
        var other = Compiled(0.1);
        other.LoadWeights(At("best.safetensors"));
        other.GetWeights()[0].ToArray().ShouldBe(first);
    }

    [Fact]
    public void Batches_are_counted_over_the_epochs()
    {
        Compiled(0.1)
            .Fit(X, Y, batchSize: 2, epochs: 2, verbose: Verbosity.Silent,
            callbacks: [new ModelCheckpoint(At("{epoch}-{batch}.safetensors"), saveFrequency: 3)]);
        Names("").ShouldBe(["1-3.safetensors", "2-1.safetensors", "2-4.safetensors"]);
    }

    [Theory]
    [InlineData("{epoch:02d}", "07")]
    [InlineData("{epoch}", "7")]
    [InlineData("{loss:.3f}", "0.012")]
    [InlineData("{loss:8.3f}|", "   0.012|")]
    [InlineData("{loss:08.3f}", "0000.012")]
    [InlineData("{loss:.2e}", "1.23e-02")]
    [InlineData("{loss:.3g}", "0.0123")]
    [InlineData("{small:g}", "1.5e-07")]
    [InlineData("{small:.1%}", "0.0%")]
    [InlineData("{minus:06.2f}", "-01.50")]
    [InlineData("{{{epoch}}}", "{7}")]
    public void Names_are_filled_in_as_Python_does(string pattern, string expected)
    {
        var figures = new Dictionary<string, double> { ["epoch"] = 7, ["loss"] = 0.012345, ["small"] = 1.5e-7, ["minus"] = -1.5 };
        new Cornea.Callbacks.NamePattern(pattern).Fill(name => figures.TryGetValue(name, out var value) ? value : null, figures.Keys)
            .ShouldBe(expected);
    }

    [Fact]
    public void Wrong_paths_are_refused_with_a_hint()
    {
        Should.Throw<ArgumentException>(() => new ModelCheckpoint("a.ckpt")).Message.ShouldBe(
            "ModelCheckpoint expects a path that ends in .keras or .h5 for the whole model, or in .weights.h5 or .safetensors for " +
            "its weights, but received 'a.ckpt'. Change the ending. (Parameter 'path')");
        Should.Throw<ArgumentException>(() => new ModelCheckpoint("{epoch:02x}.safetensors")).Message.ShouldBe(
            "The name '{epoch:02x}.safetensors' cannot be read: '02x' is no format; {epoch:02d} and {val_loss:.2f} are.");
        Should.Throw<ArgumentException>(() => new ModelCheckpoint("{epoch.safetensors"));
        Should.Throw<KeyNotFoundException>(
            () => Compiled(0.1).Fit(X, Y, verbose: Verbosity.Silent, callbacks: [new ModelCheckpoint(At("{val_loss:.2f}.safetensors"))]))
            .Message.ShouldEndWith("has a field 'val_loss', but there is no such metric. There are 'epoch', 'loss'.");
    }

    [Fact]
    public void Weights_of_another_model_are_refused_and_none_is_changed()
    {
        var model = Compiled(0.1);
        model.SaveWeights(At("w.safetensors"));
        var wider = new Sequential { new Dense(2, inputDim: 4) };
        var before = wider.GetWeights()[0].ToArray();
        Should.Throw<InvalidDataException>(() => wider.LoadWeights(At("w.safetensors"))).Message.ShouldContain(
            "has shape (4, 2), but (4, 1) in");
        wider.GetWeights()[0].ToArray().ShouldBe(before);
        Should.Throw<InvalidDataException>(
            () => new Sequential { new Dense(1, inputDim: 4), new Dense(1) }.LoadWeights(At("w.safetensors"))).Message.ShouldContain(
                "has a weight 'dense_1/kernel', but");
    }

    private static Sequential Compiled(double learningRate)
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(new SGD(learningRate), new MeanSquaredError());
        return model;
    }

    private string At(string name) => Path.Combine(_scratch.FullName, name);

    private string[] Names(string folder) =>
        [.. Directory.GetFiles(At(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
