using Shouldly;

namespace Cornea.Tests.Training;

public sealed class FitTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11 - 5) / 5f)], [10, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true);

    private static Sequential Compiled(Optimizer? optimizer = null, CompileOptions? options = null)
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(optimizer ?? new SGD(0.1), new SquaredError(), options: options);
        return model;
    }

    [Fact]
    public void A_linear_model_learns_a_sum()
    {
        var model = Compiled();
        var history = model.Fit(X, Y, batchSize: 4, epochs: 60, verbose: Verbosity.Silent);

        history["loss"].Count.ShouldBe(60);
        history["loss"][^1].ShouldBeLessThan(1e-3);
        history.Epochs.ShouldBe(Enumerable.Range(0, 60));
        model.TrainedSteps.ShouldBe(180);
        model.Predict(X, verbose: Verbosity.Silent).Shape.ToString().ShouldBe("(10, 1)");
    }

    [Fact]
    public void A_smaller_last_batch_counts_by_its_samples()
    {
        // A learning rate of 0 leaves the weights, so the loss of the epoch is the mean over the samples, whatever the batches.
        var model = Compiled(new SGD(0.0));
        var one = model.Evaluate(X, Y, batchSize: 10, verbose: Verbosity.Silent).Loss;
        var history = model.Fit(X, Y, batchSize: 4, epochs: 1, verbose: Verbosity.Silent);

        history["loss"][0].ShouldBe(one, 1e-6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        float[] Weights()
        {
            var model = Compiled();
            model.Fit(X, Y, batchSize: 3, epochs: 3, verbose: Verbosity.Silent);
            return model.GetWeights()[0].ToArray();
        }

        Weights().ShouldBe(Weights());
    }

    [Fact]
    public void Validation_takes_the_last_part_before_shuffling()
    {
        var model = Compiled(new SGD(0.0));
        var history = model.Fit(X, Y, batchSize: 4, epochs: 1, verbose: Verbosity.Silent, validationSplit: 0.3);

        history.Names.ShouldBe(["loss", "val_loss"]);
        history["val_loss"][0].ShouldBe(model.Evaluate(X[7..], Y[7..], verbose: Verbosity.Silent).Loss, 1e-6);
        history["loss"][0].ShouldBe(model.Evaluate(X[..7], Y[..7], verbose: Verbosity.Silent).Loss, 1e-6);
    }

    [Fact]
    public void A_lazy_input_gives_what_its_values_give()
    {
        Tensor bytes = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (byte)(i * 37))], [10, 4]);
        float Loss(Tensor x)
        {
            var model = Compiled();
            return (float)model.Fit(x, Y, batchSize: 4, epochs: 2, verbose: Verbosity.Silent)["loss"][1];
        }

        Loss(bytes.ToFloat32() / 255f).ShouldBe(Loss((bytes.ToFloat32() / 255f).Detach()), 1e-6f);
    }

    [Fact]
    public void Training_on_a_batch_is_a_step_of_fit()
    {
        var (fitted, stepped) = (Compiled(), Compiled());
        fitted.Fit(X, Y, batchSize: 10, epochs: 2, shuffle: false, verbose: Verbosity.Silent);
        stepped.TrainOnBatch(X, Y);
        stepped.TrainOnBatch(X, Y);

        stepped.GetWeights()[0].ToArray().ShouldBe(fitted.GetWeights()[0].ToArray());
        stepped.TestOnBatch(X, Y, resetMetrics: true).Loss.ShouldBe(fitted.Evaluate(X, Y, verbose: Verbosity.Silent).Loss, 1e-6);
        stepped.PredictOnBatch(X)[0].ToArray().ShouldBe(fitted.Predict(X, verbose: Verbosity.Silent).ToArray());
    }

    [Fact]
    public void A_step_of_ones_own_trains_with_the_public_api_alone()
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(new SGD(0.1), (net, x, y, context) => ((Tensor)net.Apply(x, context) - y).Square().Mean());
        var usual = Compiled();

        var own = model.Fit(X, Y, batchSize: 4, epochs: 3, verbose: Verbosity.Silent);
        own["loss"].ShouldBe(usual.Fit(X, Y, batchSize: 4, epochs: 3, verbose: Verbosity.Silent)["loss"]);
    }

    [Fact]
    public void Mistakes_are_answered_before_anything_runs()
    {
        var model = Compiled();
        Should.Throw<InvalidOperationException>(() => new Sequential { new Dense(1, inputDim: 4) }.Fit(X, Y))
            .Message.ShouldBe(
            "Model 'sequential' is not compiled, so it cannot be fitted. Call model.Compile(optimizer, loss, metrics) first.");
        Should.Throw<ArgumentException>(() => model.Fit(X, Y[..9]))
            .Message.ShouldContain("x has 10 and y has 9 (shape (9, 1)). Cut them to the same samples.");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(X, Y, batchSize: 0))
            .Message.ShouldContain("expects batchSize of 1 or more, but received 0");
        Should.Throw<ArgumentException>(() => model.Fit(Tensor.Zeros([0, 4]), Tensor.Zeros([0, 1])))
            .Message.ShouldContain("received no samples: x has shape (0, 4)");
        Should.Throw<ArgumentException>(() => model.Fit(X, Y, validationSplit: 0.99))
            .Message.ShouldContain("0 would be left for training and 10 for validation");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Fit(X, Y, validationSplit: 1.5)).Message.ShouldContain("between 0 and 1");
        Should.Throw<ShapeException>(() => model.Fit(Tensor.Zeros([10, 2, 2]), Y, verbose: Verbosity.Silent))
            .Message.ShouldContain("Add new Flatten() before it.");
    }

    [Fact]
    public void Canceling_ends_after_the_batch_and_keeps_weights_and_history()
    {
        using var cancel = new CancellationTokenSource();
        var model = Compiled();
        var stopper = new LambdaCallback { TrainBatchEnd = (batch, _) => { if (batch == 1) cancel.Cancel(); } };
        var history = model.Fit(X, Y, batchSize: 2, epochs: 5, verbose: Verbosity.Silent, callbacks: [stopper],
            cancellationToken: cancel.Token);

        history.WasCanceled.ShouldBeTrue();
        history.Epochs.ShouldBe([0]);
        model.TrainedSteps.ShouldBe(2);
    }

    [Fact]
    public void Freezing_between_fits_keeps_the_frozen_weights()
    {
        var model = new Sequential { new Dense(3, inputDim: 4), new Dense(1) };
        model.Compile(new SGD(0.1), new SquaredError());
        model.Layers[0].Trainable = false;
        model.Compile(new SGD(0.1), new SquaredError());
        var before = model.GetWeights();
        model.Fit(X, Y, epochs: 2, verbose: Verbosity.Silent);

        model.GetWeights()[0].ToArray().ShouldBe(before[0].ToArray());
        model.GetWeights()[2].ToArray().ShouldNotBe(before[2].ToArray());
    }
}
