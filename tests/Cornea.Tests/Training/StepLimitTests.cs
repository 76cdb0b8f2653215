using Shouldly;

namespace Cornea.Tests.Training;

public sealed class StepLimitTests
{
    private static readonly Tensor X = Tensor.Arange(0, 20).Reshape(20, 1).Compute();

    [Fact]
    public void Evaluating_and_predicting_take_the_first_batches()
    {
        var model = Model();
        // The weight is 1, so the mean of x² over the first six samples: 55 / 6.
        model.Evaluate(X, Tensor.Zeros([20, 1]), batchSize: 3, Verbosity.Silent, steps: 2).Loss.ShouldBe(55 / 6.0, 1e-5);
        model.Predict(X, batchSize: 4, Verbosity.Silent, steps: 2).ToArray().ShouldBe(X.ToArray()[..8]);
        model.Predict(X, batchSize: 4, Verbosity.Silent, steps: 99).Shape.ShouldBe([20, 1]);
        Should.Throw<ArgumentOutOfRangeException>(() => model.Predict(X, steps: 0)).Message.ShouldContain("steps of 1 or more");
    }

    [Fact]
    public void Validating_takes_the_first_batches()
    {
        var model = Model();
        var history = model.Fit(
            X, Tensor.Zeros([20, 1]), batchSize: 3, verbose: Verbosity.Silent, validationData: (X, Tensor.Zeros([20, 1])),
            validationSteps: 2);
        history["val_loss"][0].ShouldBe(55 / 6.0, 1e-5);
        // Half the training, with its last ten samples for validation, two at a time.
        var cut = model.Fit(X, Tensor.Zeros([20, 1]), verbose: Verbosity.Silent, validationSplit: 0.5, validationSteps: 1,
            validationBatchSize: 2);
        cut["val_loss"][0].ShouldBe((100 + 121) / 2.0, 1e-3);
    }

    private static Sequential Model()
    {
        var model = new Sequential { new Dense(1, useBias: false, kernelInitializer: new Ones(), inputDim: 1) };
        model.Compile(new SGD(0.0), new MeanSquaredError());
        return model;
    }
}
