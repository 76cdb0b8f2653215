using Shouldly;

namespace Cornea.Tests.Training;

public sealed class TrainingStepTests
{
    private static readonly Tensor X = RandomKey.From(1).Normal([16, 3]).Compute();
    private static readonly Tensor Y = X.Sum(1, keepDims: true).Compute();

    private static Sequential Trained(Action<TrainingStep>? step, Optimizer? optimizer = null)
    {
        var model = new Sequential(seed: 4) { new Dense(4, Activation.Tanh, kernelRegularizer: new L2(0.01), inputDim: 3), new Dense(1) };
        model.Compile(optimizer ?? new Adam(0.05, globalClipNorm: 0.5), new MeanSquaredError(), [new MeanAbsoluteError()], step: step);
        model.Fit(X, Y, batchSize: 16, epochs: 5, verbose: Verbosity.Silent);
        return model;
    }

    private static float[] Weights(Sequential model) => [.. model.GetWeights().SelectMany(weight => weight.ToArray())];

    [Fact]
    public void The_three_parts_put_together_are_the_usual_step() =>
        Weights(Trained(step => step.Apply(step.Reduce(step.Gradients())))).ShouldBe(Weights(Trained(null)));

    [Fact]
    public void The_mean_over_parts_of_a_batch_is_that_over_the_batch()
    {
        // Parts of unequal length: each counts by its samples.
        var parts = Trained(step => step.Apply(step.Reduce(
            step.Rows(0, 5).Gradients(), step.Rows(5, 8).Gradients(), step.Rows(13, 3).Gradients())));
        var whole = Trained(null);
        Weights(parts).ShouldBe(Weights(whole), 1e-4);
        parts.Evaluate(X, Y, verbose: Verbosity.Silent).ShouldBe([.. whole.Evaluate(X, Y, verbose: Verbosity.Silent)], 1e-4);
    }

    [Fact]
    public void The_loss_and_metrics_of_parts_are_those_of_the_batch()
    {
        var model = new Sequential(seed: 4) { new Dense(1, inputDim: 3) };
        model.Compile(new SGD(0.0), new MeanSquaredError(), [new MeanAbsoluteError()],
            step: step => step.Apply(step.Reduce(step.Rows(0, 6).Gradients(), step.Rows(6, 10).Gradients())));
        var history = model.Fit(X, Y, batchSize: 16, verbose: Verbosity.Silent);
        var expected = model.Evaluate(X, Y, verbose: Verbosity.Silent);
        history["loss"][0].ShouldBe(expected.Loss, 1e-5);
        history["mean_absolute_error"][0].ShouldBe(expected[1], 1e-5);
    }

    [Fact]
    public void Gradients_may_be_changed_between_the_parts()
    {
        var model = new Sequential { new Dense(1, useBias: false, kernelInitializer: new Ones(), inputDim: 1) };
        model.Compile(new SGD(0.5), new MeanSquaredError(), step: step =>
        {
            var gradients = step.Gradients();
            step.Apply(step.Reduce(gradients with { Values = [.. gradients.Values.Select(value => value!.Sign())] }));
        });
        // d(w x)^2 at w = 1 is positive, so the weight goes down by the learning rate.
        model.TrainOnBatch(Tensor.Full([2, 1], 3), Tensor.Zeros([2, 1])).Loss.ShouldBe(9, 1e-5);
        model.GetWeights()[0].Item().ShouldBe(0.5f);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Trained(step => step.Rows(10, 7)))
            .Message.ShouldContain("has 16 rows, so there are no 7 rows from row 10 on");
        Should.Throw<ArgumentException>(() => Trained(step => step.Apply(step.Reduce()))).Message.ShouldContain("one at least");
    }
}
