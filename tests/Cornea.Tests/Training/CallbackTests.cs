using Shouldly;

namespace Cornea.Tests.Training;

public sealed class CallbackTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11 - 5) / 5f)], [10, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true);

    private static Sequential Compiled(double learningRate = 0.1)
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(new SGD(learningRate), new MeanSquaredError(), [new MeanAbsoluteError()]);
        return model;
    }

    [Fact]
    public void Hooks_are_called_in_order()
    {
        var calls = new List<string>();
        var model = Compiled();
        model.Fit(X, Y, batchSize: 5, epochs: 2, verbose: Verbosity.Silent, callbacks:
        [
            new LambdaCallback
            {
                TrainBegin = () => calls.Add("begin"),
                EpochBegin = epoch => calls.Add($"epoch {epoch}"),
                TrainBatchBegin = batch => calls.Add($"batch {batch}"),
                TrainBatchEnd = (batch, _) => calls.Add($"done {batch}"),
                EpochEnd = (epoch, logs) => calls.Add($"end {epoch} {string.Join(' ', logs.Names)}"),
                TrainEnd = _ => calls.Add("end"),
            },
        ]);

        calls.ShouldBe(
        [
            "begin", "epoch 0", "batch 0", "done 0", "batch 1", "done 1", "end 0 loss mean_absolute_error",
            "epoch 1", "batch 0", "done 0", "batch 1", "done 1", "end 1 loss mean_absolute_error", "end",
        ]);
    }

    [Fact]
    public void Early_stopping_brings_the_best_weights_back()
    {
        var model = Compiled(learningRate: 3);
        var best = new List<float[]>();
        var stopping = new EarlyStopping("loss", patience: 2, restoreBestWeights: true);
        var history =
            model.Fit(X, Y, epochs: 50, verbose: Verbosity.Silent,
            callbacks: [new LambdaCallback { EpochEnd = (_, _) => best.Add(model.GetWeights()[0].ToArray()) }, stopping]);

        stopping.StoppedEpoch.ShouldBe(stopping.BestEpoch + 2);
        history["loss"].Count.ShouldBe(stopping.BestEpoch + 3);
        model.GetWeights()[0].ToArray().ShouldBe(best[stopping.BestEpoch]);
    }

    [Fact]
    public void A_learning_rate_schedule_stands_in_the_history()
    {
        var history = Compiled()
            .Fit(X, Y, epochs: 3, verbose: Verbosity.Silent,
            callbacks: [new LearningRateScheduler((epoch, rate) => epoch == 0 ? 0.5 : rate / 2)]);

        history["learning_rate"].ShouldBe([0.5, 0.25, 0.125]);
        history.Names.ShouldBe(["loss", "mean_absolute_error", "learning_rate"]);
    }

    [Fact]
    public void A_plateau_lowers_the_learning_rate()
    {
        var history = Compiled(learningRate: 0.0)
            .Fit(X, Y, epochs: 3, verbose: Verbosity.Silent, callbacks: [new ReduceLROnPlateau("loss", factor: 0.5, patience: 1)]);
        history["learning_rate"].ShouldBe([0, 0, 0]);
        var model = Compiled(learningRate: 1e-9);
        model.Fit(X, Y, epochs: 3, verbose: Verbosity.Silent, callbacks: [new ReduceLROnPlateau("loss", factor: 0.5, patience: 1)]);
        model.Optimizer!.LearningRateValue.ShouldBe(0.25e-9, 1e-12);
    }

    [Fact]
    public void A_table_of_the_epochs_is_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            var history = Compiled().Fit(X, Y, epochs: 2, verbose: Verbosity.Silent, callbacks: [new CSVLogger(path)]);
            var lines = File.ReadAllLines(path);
            lines.Length.ShouldBe(3);
            lines[0].ShouldBe("epoch,loss,mean_absolute_error");
            double.Parse(lines[2].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(history["loss"][1]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_figure_that_is_not_there_is_warned_about()
    {
        var warnings = new List<TrainingWarning>();
        var model = Compiled();
        model.Warned = warnings.Add;
        model.Fit(X, Y, verbose: Verbosity.Silent, callbacks: [new EarlyStopping()]);
        warnings.ShouldHaveSingleItem().Message.ShouldBe(
            "EarlyStopping monitors 'val_loss', but the epoch has no such metric. There are 'loss', 'mean_absolute_error'.");
    }

    [Fact]
    public void Progress_is_reported()
    {
        var reports = new List<TrainingProgress>();
        Compiled().Fit(X, Y, batchSize: 5, epochs: 2, verbose: Verbosity.Silent, progress: new Listener(reports.Add));
        reports.Where(report => report.EpochEnded).Select(report => report.Epoch).ShouldBe([0, 1]);
        reports[^1].Values.ShouldContain(figure => figure.Key == "loss");
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
