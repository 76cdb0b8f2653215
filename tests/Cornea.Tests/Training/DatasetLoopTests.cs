using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>What Fit over tensors has, Fit over a dataset has. The model's weight is 1 and stays, so that the loss of an epoch is the mean
/// of
/// the squares of the numbers that it went over.</summary>
public sealed class DatasetLoopTests
{
    private static readonly Tensor Six = Tensor.Arange(0, 6).ToFloat32().Reshape(6, 1).Compute();
    private static readonly Dataset Batches = Dataset.From(Six, Tensor.Zeros([6, 1])).Batch(1);

    private static Sequential Identity(List<TrainingWarning>? warnings = null)
    {
        var model = new Sequential { new Dense(1, useBias: false, kernelInitializer: new Ones(), inputDim: 1) };
        model.Compile(new SGD(0.0), new MeanSquaredError());
        model.Warned = warnings is null ? _ => { } : warnings.Add;
        return model;
    }

    private static double Mean(params double[] numbers) => numbers.Average(number => number * number);

    [Fact]
    public void Steps_per_epoch_go_on_in_the_data_where_they_stopped()
    {
        double[] expected = [Mean(0, 1, 2, 3), Mean(4, 5, 0, 1), Mean(2, 3, 4, 5)];
        var warnings = new List<TrainingWarning>();
        Identity(warnings).Fit(Batches, epochs: 3, stepsPerEpoch: 4, verbose: Verbosity.Silent)["loss"].ShouldBe(expected, 1e-5);
        Identity(warnings).Fit(Batches.Repeat(), epochs: 3, stepsPerEpoch: 4, verbose: Verbosity.Silent)["loss"].ShouldBe(expected, 1e-5);
        var stream = Dataset.FromGenerator(_ => Batches);
        Identity(warnings).Fit(stream, epochs: 3, stepsPerEpoch: 4, verbose: Verbosity.Silent)["loss"].ShouldBe(expected, 1e-5);
        Identity(warnings).Fit(Six, Tensor.Zeros([6, 1]), batchSize: 1, epochs: 3, stepsPerEpoch: 4, shuffle: false,
            verbose: Verbosity.Silent)["loss"]
            .ShouldBe(expected, 1e-5);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Too_few_batches_are_told()
    {
        foreach (var data in (Dataset[])[Batches, Dataset.FromGenerator(_ => Batches)])
        {
            var warnings = new List<TrainingWarning>();
            var history = Identity(warnings).Fit(data, epochs: 1, stepsPerEpoch: 15, verbose: Verbosity.Silent);
            history["loss"].ShouldBe([(2 * 55 + 0 + 1 + 4) / 15.0], 1e-5);
            warnings.ShouldHaveSingleItem().Kind.ShouldBe(TrainingWarningKind.TooFewBatches);
        }
        var few = new List<TrainingWarning>();
        Identity(few).Fit(Batches, validationData: Batches, validationSteps: 8, verbose: Verbosity.Silent)["val_loss"][0].ShouldBe(Mean(0,
            1, 2, 3, 4, 5), 1e-5);
        few.ShouldHaveSingleItem().Message.ShouldContain("was to take 8 batches, but the dataset made 6");
    }

    [Fact]
    public void A_dataset_without_an_end_needs_a_number_of_steps()
    {
        var endless = Batches.Repeat().Map((x, y) => (x, y)).Prefetch();
        Should.Throw<ArgumentException>(() => Identity().Fit(endless, verbose: Verbosity.Silent)).Message.ShouldContain("stepsPerEpoch");
        Should.Throw<ArgumentException>(() => Identity().Evaluate(endless, Verbosity.Silent)).Message.ShouldContain("steps");
        Should.Throw<ArgumentException>(() => Identity().Fit(Batches, validationData: endless, verbose: Verbosity.Silent))
            .Message.ShouldContain("validationSteps");
        Identity().Evaluate(endless, Verbosity.Silent, steps: 3).Loss.ShouldBe(Mean(0, 1, 2), 1e-5);
        Identity().Fit(Batches, validationData: endless, validationSteps: 2, verbose: Verbosity.Silent)["val_loss"][0].ShouldBe(Mean(0,
            1), 1e-5);
    }

    [Fact]
    public void A_source_that_can_be_read_once_keeps_its_history()
    {
        var once = Batches.ToList();
        IEnumerable<Sample> Drain()
        {
            while (once.Count > 0)
            {
                var sample = once[0];
                once.RemoveAt(0);
                yield return sample;
            }
        }

        var warnings = new List<TrainingWarning>();
        var history = Identity(warnings).Fit(Dataset.FromGenerator(_ => Drain()), epochs: 3, verbose: Verbosity.Silent);
        history["loss"].ShouldBe([Mean(0, 1, 2, 3, 4, 5)], 1e-5);
        history.Epochs.ShouldBe([0]);
        warnings.ShouldHaveSingleItem().Kind.ShouldBe(TrainingWarningKind.TooFewBatches);
    }

    [Fact]
    public void Class_weights_weigh_the_rows_of_batches()
    {
        // Labels 0 and 1, errors 1 and 2: (3 * 1 + 1 * 4) / 2.
        var data = Dataset.From(Tensor.From([1f, 3f], [2, 1]), Tensor.From([0f, 1f], [2, 1])).Batch(2);
        var history = Identity().Fit(data, classWeight: new Dictionary<int, double> { [0] = 3 }, validationData: data,
            verbose: Verbosity.Silent);
        history["loss"][0].ShouldBe(3.5, 1e-6);
        history["val_loss"][0].ShouldBe(2.5, 1e-6);
    }

    [Fact]
    public void Samples_validate_a_dataset_and_a_dataset_samples()
    {
        var (x, y) = (Six, Tensor.Zeros([6, 1]));
        Identity().Fit(Batches, validationData: (x, y), validationSteps: 2, validationBatchSize: 2,
            verbose: Verbosity.Silent)["val_loss"][0].ShouldBe(Mean(0, 1, 2, 3), 1e-5);
        Identity().Fit(x, y, validationData: Batches, validationSteps: 2, verbose: Verbosity.Silent)["val_loss"][0].ShouldBe(Mean(0, 1),
            1e-5);
    }

    [Fact]
    public void Labels_and_bad_samples_are_named_by_batch_and_row()
    {
        var x = Tensor.From([.. Enumerable.Range(0, 12).Select(i => i / 12f)], [12, 1]);
        var labels = Tensor.From(new[] { 0, 1, 2, 0, 1, 2, 0, 1, 2, 9, 1, 2 });
        var model = new Sequential { new Dense(3, Activation.Softmax, inputDim: 1) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        Should.Throw<ArgumentException>(() => model.Fit(Dataset.From(x, labels).Batch(4), verbose: Verbosity.Silent)).Message
            .ShouldContain("from 0 to 2 for 3 outputs, but y has 9 in row 1 of batch 2");

        var values = x.ToArray();
        values[7] = float.NaN;
        var bad = Dataset.From(Tensor.From(values, [12, 1]), labels % 3).Batch(4);
        foreach (var data in (Dataset[])[bad, Dataset.FromGenerator(_ => bad)])
        {
            var warnings = new List<TrainingWarning>();
            model.Warned = warnings.Add;
            model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
            model.Fit(data, epochs: 1, verbose: Verbosity.Silent, callbacks: [new TerminateOnNaN()]);
            warnings.ShouldHaveSingleItem().Message
                .ShouldEndWith("epoch 1, step 2: x has NaN or infinity in row 3 of batch 1. Remove or correct those samples.");
            model.SetWeights([.. model.GetWeights().Select(weight => Tensor.Zeros(weight.Shape))]);
        }
    }

    [Fact]
    public void Canceling_returns_the_history_whatever_is_running()
    {
        foreach (var during in (string[])["batch", "validation", "reading"])
        {
            using var cancel = new CancellationTokenSource();
            var data = Dataset.FromGenerator((_, token) => Read(token));
            IEnumerable<Sample> Read(CancellationToken token)
            {
                foreach (var batch in Batches)
                {
                    if (during == "reading")
                        cancel.Cancel();
                    token.ThrowIfCancellationRequested();
                    yield return batch;
                }
            }

            var stopper = new Stopper(cancel, during);
            var model = Identity();
            var history = model.Fit(
                data, epochs: 3, validationData: Batches, callbacks: [stopper], cancellationToken: cancel.Token, verbose: Verbosity.Silent);
            history.WasCanceled.ShouldBeTrue(during);
            model.TrainedSteps.ShouldBe(during switch { "batch" => 2, "validation" => 6, _ => 0 }, during);
        }
    }

    [Fact]
    public void Progress_is_told_inside_an_epoch()
    {
        var reports = new List<TrainingProgress>();
        var model = Identity();
        model.Trainer.Output = new ProgressOutput(TextWriter.Null, TextTerminal.Plain, new SteppingClock(0.125));
        model.Fit(Batches, verbose: Verbosity.Silent, progress: new Listener(reports.Add));
        var inside = reports.Where(report => !report.EpochEnded).ToArray();
        inside.Length.ShouldBeGreaterThan(3);
        foreach (var report in inside)
        {
            report.Steps.ShouldBe(6);
            report.Values[0].Value.ShouldBe(Mean([.. Enumerable.Range(0, report.Step).Select(i => (double)i)]), 1e-5);
        }
        reports[^1].EpochEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task The_asynchronous_sisters_give_the_same()
    {
        var (x, y) = (Six, Tensor.Zeros([6, 1]));
        var token = TestContext.Current.CancellationToken;
        (await Identity().FitAsync(Batches, epochs: 2, stepsPerEpoch: 4, cancellationToken: token))["loss"].ShouldBe([Mean(0, 1, 2, 3),
            Mean(4, 5, 0, 1)], 1e-5);
        (await Identity().FitAsync(x, y, batchSize: 1, shuffle: false, stepsPerEpoch: 2,
            cancellationToken: token))["loss"].ShouldBe([Mean(0, 1)], 1e-5);
        (await Identity().EvaluateAsync(Batches, steps: 2, cancellationToken: token)).Loss.ShouldBe(Mean(0, 1), 1e-5);
        (await Identity().EvaluateAsync(x, y, cancellationToken: token)).Loss.ShouldBe(Mean(0, 1, 2, 3, 4, 5), 1e-5);
        (await Identity().PredictAsync(x, cancellationToken: token)).ToArray().ShouldBe(x.ToArray());
        var batches = new List<float>();
        await foreach (var batch in Identity().PredictAsync(Batches, token))
            batches.AddRange(batch.ToArray());
        batches.ShouldBe(x.ToArray());
        await Should.ThrowAsync<OperationCanceledException>(() => Identity().PredictAsync(x,
            cancellationToken: new CancellationToken(true)));
        await Should.ThrowAsync<OperationCanceledException>(() => Identity().EvaluateAsync(x, y,
            cancellationToken: new CancellationToken(true)));
    }

    private sealed class Listener(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }

    private sealed class Stopper(CancellationTokenSource source, string during) : Callback
    {
        public override void OnTrainBatchEnd(int batch, Logs logs)
        {
            if (during == "batch" && batch == 1)
                source.Cancel();
        }

        public override void OnTestBatchBegin(int batch)
        {
            if (during == "validation" && batch == 1)
                source.Cancel();
        }
    }
}
