using System.Text.Json;

namespace Cornea.Reports.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public void A_training_leaves_its_configuration_history_samples_and_weights()
    {
        using var scratch = new Scratch();
        var (model, x, y) = Problem();
        var logger = new RunLogger(scratch["a"], new RunOptions
        {
            Settings = new Dictionary<string, string> { ["batch"] = "4", ["<b>"] = "\"&" },
            Data = [x, y],
            Samples = x[..2],
            BatchInterval = TimeSpan.Zero,
            TensorBoard = true,
        });
        var history = model.Fit(x, y, batchSize: 4, epochs: 3, verbose: Verbosity.Silent, validationSplit: 0.25, callbacks: [logger]);

        var run = RunFolder.Open(scratch["a"]);
        var read = run.ReadHistory();
        read.State.ShouldBe(RunState.Finished);
        read["loss"].ShouldBe(history["loss"]);
        read["val_loss"].ShouldBe(history["val_loss"]);
        read.Epochs.Select(entry => (entry.Epoch, entry.Step)).ShouldBe([(1, 3L), (2, 6L), (3, 9L)]);
        read.Batches.Select(entry => entry.Step).ShouldBe(Enumerable.Range(1, 9).Select(step => (long)step));
        var configuration = run.ReadConfiguration()!;
        (configuration.Name, configuration.Seed, configuration.Parameters, configuration.Epochs).ShouldBe(("a", 5L, 4L, 3));
        configuration.Settings["<b>"].ShouldBe("\"&");
        configuration.DataHash.ShouldBe(DataHash.Of([x, y]));
        run.ReadSamples().Count.ShouldBe(6);
        run.ReadSamples()[^1].Prediction[0].ShouldBe(model.Predict(x[1..2], verbose: Verbosity.Silent).Item());
        Directory.EnumerateFiles(run["validation"], "events.out.tfevents.*").Count().ShouldBe(1);

        var before = model.Predict(x, verbose: Verbosity.Silent).ToArray();
        Model.Load(run.ModelPath).Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe(before);
        File.Exists(run.WeightsPath).ShouldBeTrue();
        File.ReadAllText(run.SummaryPath).ShouldContain("Total params: ");
    }

    [Fact]
    public void A_torn_last_line_is_dropped_and_cut_off_before_more_is_written()
    {
        using var scratch = new Scratch();
        var (model, x, y) = Problem();
        var logger = new RunLogger(scratch["a"], new RunOptions { BatchInterval = null });
        model.Fit(x, y, epochs: 2, verbose: Verbosity.Silent, callbacks: [logger]);
        var run = RunFolder.Open(scratch["a"]);
        var whole = File.ReadAllText(run.HistoryPath);
        foreach (var length in Enumerable.Range(0, whole.Length))
        {
            File.WriteAllText(run.HistoryPath, whole[..length]);
            run.ReadHistory().Epochs.Count.ShouldBe(whole[..length].Split('\n')[..^1].Count(line => line.Contains("\"epoch\",")));
        }
        File.WriteAllText(run.HistoryPath, whole[..^5]);
        run.End(RunState.Stopped);
        run.ReadHistory().State.ShouldBe(RunState.Stopped);
        File.ReadAllLines(run.HistoryPath).Select(line => JsonDocument.Parse(line).RootElement.ValueKind)
            .ShouldAllBe(kind => kind == JsonValueKind.Object);
    }

    [Fact]
    public void A_run_that_goes_on_has_each_epoch_once()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["history.jsonl"], """
            {"event":"begin","time":"2026-01-01T00:00:00Z","step":0}
            {"event":"epoch","epoch":1,"step":3,"metrics":{"loss":3}}
            {"event":"epoch","epoch":2,"step":6,"metrics":{"loss":2}}
            {"event":"begin","time":"2026-01-01T00:01:00Z","step":3}
            {"event":"epoch","epoch":2,"step":6,"metrics":{"loss":2.5}}
            {"event":"epoch","epoch":3,"step":9,"metrics":{"loss":"NaN"}}
            {"event":"end","state":"failed"}

            """.ReplaceLineEndings("\n"));
        var history = RunFolder.Open(scratch.Folder).ReadHistory();
        history["loss"].ShouldBe([3, 2.5, double.NaN]);
        history.State.ShouldBe(RunState.Failed);
        history.Best("loss", greatest: false)!.Epoch.ShouldBe(2);
        Should.Throw<KeyNotFoundException>(() => history["los"]).Message.ShouldContain("Did you mean 'loss'?");
    }

    [Fact]
    public void No_two_runs_share_a_folder()
    {
        using var scratch = new Scratch();
        var first = RunFolder.CreateUnder(scratch.Folder, "dense");
        var second = RunFolder.CreateUnder(scratch.Folder, "dense");
        second.Path.ShouldNotBe(first.Path);
        Should.Throw<IOException>(() => RunFolder.Create(first.Path)).Message.ShouldContain("never overwritten");
        RunFolder.List(scratch.Folder).Count.ShouldBe(2);
        first.ReadHistory().State.ShouldBe(RunState.Created);
        first.Remove();
        RunFolder.List(scratch.Folder).ShouldHaveSingleItem();
        RunFolder.List(scratch["missing"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_process_that_is_gone_was_interrupted()
    {
        using var scratch = new Scratch();
        var (model, x, y) = Problem();
        model.Fit(x, y, verbose: Verbosity.Silent, callbacks: [new RunLogger(scratch["a"])]);
        var run = RunFolder.Open(scratch["a"]);
        var lines = File.ReadAllLines(run.HistoryPath);
        File.WriteAllText(run.HistoryPath, string.Join("\n", lines[..^1]) + "\n");
        run.ReadHistory().State.ShouldBe(RunState.Running);
        // No process has this number: Linux counts to 4 million, Windows by four.
        var text = File.ReadAllText(run.ConfigurationPath);
        File.WriteAllText(run.ConfigurationPath, text.Replace($"\"process\": {Environment.ProcessId}", "\"process\": 2147483647"));
        run.ReadHistory().State.ShouldBe(RunState.Interrupted);
    }

    [Fact]
    public void Damage_is_named()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["history.jsonl"], "{\"event\":\"begin\"}\n{\"event\":\n{}\n");
        Should.Throw<MalformedFileException>(() => RunFolder.Open(scratch.Folder).ReadHistory()).Message.ShouldContain("line 2");
        File.WriteAllText(scratch["config.json"], "[]");
        Should.Throw<MalformedFileException>(() => RunFolder.Open(scratch.Folder).ReadConfiguration()).Message.ShouldContain("schema");
    }

    [Fact]
    public void Runs_are_compared_by_what_differs()
    {
        using var scratch = new Scratch();
        foreach (var (name, batch) in new[] { ("a", "4"), ("b", "8") })
        {
            var (model, x, y) = Problem();
            model.Fit(x, y, epochs: 2, verbose: Verbosity.Silent, callbacks:
                [new RunLogger(scratch[name], new RunOptions { Settings = new Dictionary<string, string> { ["batch"] = batch } })]);
        }
        var comparison = new RunComparison(RunFolder.List(scratch.Folder));
        comparison.Differences().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            difference => difference.Key.ShouldBe("batch"), difference => difference.Value.ShouldBe(["4", "8"]));
        comparison.Plot("loss").Series.Select(series => series.Name).ShouldBe(["a", "b"]);
    }

    private static (Sequential Model, Tensor X, Tensor Y) Problem()
    {
        var x = Tensor.Arange(36).Reshape(12, 3).ToFloat32() / 36f;
        var model = new Sequential([new Dense(1, inputDim: 3)], seed: 5);
        model.Compile(new SGD(0.1), new MeanSquaredError());
        return (model, x, x.Sum(1, keepDims: true));
    }
}
