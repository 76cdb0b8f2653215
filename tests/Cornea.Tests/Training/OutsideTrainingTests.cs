using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>State that runs besides the training leave alone, or carry on.</summary>
public sealed class OutsideTrainingTests
{
    private static readonly Tensor X = Tensor.Arange(1, 5).ToFloat32().Reshape(4, 1).Compute();
    private static readonly Tensor Zero = Tensor.Zeros([4, 1]).Compute();

    private static Sequential Identity()
    {
        var model = new Sequential { new Dense(1, useBias: false, kernelInitializer: new Ones(), inputDim: 1) };
        model.Compile(new SGD(0.0), new MeanSquaredError(), [new MeanAbsoluteError()]);
        return model;
    }

    [Fact]
    public void An_evaluation_amid_an_epoch_has_its_own_accumulators()
    {
        var model = Identity();
        var (seen, evaluated) = (new List<double>(), new List<double>());
        var callback = new LambdaCallback
        {
            TrainBatchEnd = (_, logs) =>
            {
                evaluated.Add(model.Evaluate(X * 10, Zero, verbose: Verbosity.Silent).Loss);
                model.TestOnBatch(X, Zero);
                seen.Add(logs["loss"]);
            },
        };
        var history = model.Fit(X, Zero, batchSize: 1, shuffle: false, verbose: Verbosity.Silent, callbacks: [callback]);
        // Means of 1, 4, 9, 16 as they come.
        seen.ShouldBe([1, 2.5, 14 / 3.0, 7.5], 1e-5);
        evaluated.ShouldAllBe(loss => Math.Abs(loss - 750) < 1e-2);
        history["loss"][0].ShouldBe(7.5, 1e-5);
        history["mean_absolute_error"][0].ShouldBe(2.5, 1e-5);
    }

    [Fact]
    public void A_training_batch_has_its_own_loss_and_metrics()
    {
        var model = Identity();
        model.Fit(X * 100, Zero, verbose: Verbosity.Silent);
        model.TrainOnBatch(X, Zero).ShouldBe([7.5, 2.5], 1e-5);
        model.TrainOnBatch(X * 2, Zero).ShouldBe([30, 5], 1e-5);
        // Running on when asked to: (7.5 * 4 + 30 * 4 + 7.5 * 4) / 12.
        model.TrainOnBatch(X, Zero, resetMetrics: true).Loss.ShouldBe(7.5, 1e-5);
        model.TrainOnBatch(X * 2, Zero, resetMetrics: false).Loss.ShouldBe(18.75, 1e-5);
        // Tests run on from test to test, as in Keras.
        model.TestOnBatch(X, Zero).Loss.ShouldBe(7.5, 1e-5);
        model.TestOnBatch(X * 2, Zero).Loss.ShouldBe(18.75, 1e-5);
    }

    [Fact]
    public void A_stateful_layer_carries_its_state_through_predictions_step_by_step()
    {
        var x = RandomKey.From(3).Normal([2, 6, 3]).Compute();
        var whole = new Sequential([new LSTM(4, returnSequences: true, inputShape: [Shape.Unknown, 3])], seed: 5);
        var expected = whole.Predict(x, verbose: Verbosity.Silent)[.., 5].ToArray();
        var layer = new LSTM(4, stateful: true, inputShape: [1, 3]);
        var steps = new Sequential([layer], seed: 5);
        _ = (steps.Weights, whole.Weights);
        steps.SetWeights(whole.GetWeights());

        foreach (var how in (string[])["Predict", "PredictOnBatch", "Dataset", "Predictor", "Evaluate"])
        {
            layer.ResetState();
            var predictor = steps.Prepare(2);
            float[] last = [];
            for (var step = 0; step < 6; step++)
            {
                var now = x[.., step..(step + 1)].Compute();
                last = how switch
                {
                    "Predict" => steps.Predict(now, verbose: Verbosity.Silent).ToArray(),
                    "PredictOnBatch" => steps.PredictOnBatch(now)[0].ToArray(),
                    "Dataset" => steps.Predict(Dataset.From(now).Batch(2)).Single().ToArray(),
                    "Predictor" => predictor.Predict(now.AsSpan<float>()).ToArray(),
                    _ => step < 5 ? Evaluated(now) : steps.Predict(now, verbose: Verbosity.Silent).ToArray(),
                };
            }
            last.ShouldBe(expected, 1e-6, how);
        }

        float[] Evaluated(Tensor now)
        {
            steps.Compile(new SGD(0.1), new MeanSquaredError());
            steps.Evaluate(now, Tensor.Zeros([2, 4]), verbose: Verbosity.Silent);
            return [];
        }
    }

    [Fact]
    public void A_stateful_predictor_starts_from_the_layers_state_and_keeps_its_own()
    {
        var layer = new LSTM(2, stateful: true, inputShape: [1, 3]);
        var model = new Sequential([layer], seed: 5);
        var x = Tensor.Ones([1, 1, 3]).Compute();
        var first = model.PredictOnBatch(x)[0].ToArray();
        var second = model.PredictOnBatch(x)[0].ToArray();
        second.ShouldNotBe(first);
        layer.ResetState();
        var (one, other) = (model.Prepare(), model.Prepare());
        one.Predict(x.AsSpan<float>()).ToArray().ShouldBe(first, 1e-6);
        one.Predict(x.AsSpan<float>()).ToArray().ShouldBe(second, 1e-6);
        other.Predict(x.AsSpan<float>()).ToArray().ShouldBe(first, 1e-6);
        model.PredictOnBatch(x)[0].ToArray().ShouldBe(first);
    }

    [Fact]
    public void A_metric_object_that_two_models_are_compiled_with_counts_for_each_on_its_own()
    {
        static Sequential Make(long seed) => new(seed: seed) { new Dense(2, Activation.Softmax, inputDim: 3) };
        var x = RandomKey.From(1).Normal([32, 3]).Compute();
        var y = Tensor.From(Enumerable.Range(0, 32).Select(i => i % 2).ToArray());

        History Train(bool evaluates, bool shares)
        {
            Metric[] metrics = [new SparseCategoricalAccuracy(), new MeanSquaredError()];
            var (model, other) = (Make(1), Make(2));
            model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(), metrics[..1]);
            other.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(), shares ? metrics[..1] : [new SparseCategoricalAccuracy()]);
            var evaluate = new LambdaCallback { TrainBatchEnd = (_, _) => other.Evaluate(x, y, verbose: Verbosity.Silent) };
            return model.Fit(x, y, batchSize: 8, epochs: 2, verbose: Verbosity.Silent, callbacks: evaluates ? [evaluate] : []);
        }

        var expected = Train(evaluates: false, shares: false)["sparse_categorical_accuracy"];
        Train(evaluates: true, shares: true)["sparse_categorical_accuracy"].ShouldBe(expected);
    }

    [Fact]
    public void A_metric_that_cannot_be_copied_is_refused_by_the_second_model()
    {
        var metric = new OwnCount();
        var first = new Sequential("first") { new Dense(1, inputDim: 2) };
        first.Compile(new SGD(), new MeanSquaredError(), [metric]);
        // The same model may be compiled with it again.
        first.Compile(new SGD(), new MeanSquaredError(), [metric]);
        var second = new Sequential { new Dense(1, inputDim: 2) };
        Should.Throw<ArgumentException>(() => second.Compile(new SGD(), new MeanSquaredError(), [metric])).Message
            .ShouldContain("OwnCount 'own', which counts for model 'first' already");
        GC.KeepAlive(first);
    }

    // Its argument is no configuration.
    [NotSaved("It is of this test alone.")]
    private sealed class OwnCount() : Metric("own")
    {
        public override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) => [];

        public override Tensor Result() => Tensor.Zeros([]);
    }

    [Fact]
    public void A_model_that_is_being_fitted_cannot_be_compiled_and_afterwards_it_can()
    {
        var model = Identity();
        var callback = new LambdaCallback { TrainBatchEnd = (_, _) => model.Compile(new Adam(), new MeanAbsoluteError()) };
        Should.Throw<InvalidOperationException>(() => model.Fit(X, Zero, verbose: Verbosity.Silent, callbacks: [callback]))
            .Message.ShouldContain("is being fitted, so it cannot be compiled");
        model.Compile(new SGD(0.0), new MeanAbsoluteError());
        model.Fit(X, Zero, verbose: Verbosity.Silent)["loss"][0].ShouldBe(2.5, 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_that_is_canceled_before_it_begins_takes_no_step(bool dataset)
    {
        var model = Identity();
        model.Compile(new SGD(0.1), new MeanSquaredError());
        var canceled = new CancellationToken(true);
        var history = dataset
            ? model.Fit(Dataset.From(X, Zero).Batch(2), epochs: 3, verbose: Verbosity.Silent, cancellationToken: canceled)
            : model.Fit(X, Zero, epochs: 3, verbose: Verbosity.Silent, cancellationToken: canceled);
        history.WasCanceled.ShouldBeTrue();
        history.Epochs.ShouldBeEmpty();
        model.TrainedSteps.ShouldBe(0);
        model.GetWeights()[0].ToArray().ShouldBe([1f]);
        // The next one is a training as any other.
        model.Fit(X, Zero, epochs: 2, verbose: Verbosity.Silent).Epochs.Count.ShouldBe(2);
    }
}
