using Shouldly;

namespace Cornea.Tests.Callbacks;

public sealed class SwapEMAWeightsTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11 - 5) / 5f)], [10, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true);

    [Fact]
    public void The_validation_sees_the_averages_and_the_training_goes_on_with_the_weights()
    {
        var (plain, swapping) = (Compiled(), Compiled());
        var averaged = new List<double>();
        var expected = plain.Fit(X, Y, batchSize: 2, epochs: 3, verbose: Verbosity.Silent, validationData: new(X, Y), callbacks:
        [
            new LambdaCallback
            {
                EpochEnd = (_, _) =>
                {
                    var model = Compiled();
                    var averages = plain.Optimizer!.Variables.Where(variable => variable.Name.EndsWith("average", StringComparison.Ordinal))
                        .Select(variable => variable.ToTensor());
                    model.SetWeights([.. averages]);
                    averaged.Add(model.Evaluate(X, Y, 2, Verbosity.Silent)["loss"]);
                },
            },
        ]);
        var history = swapping.Fit(X, Y, batchSize: 2, epochs: 3, verbose: Verbosity.Silent, validationData: new(X, Y),
            callbacks: [new SwapEMAWeights()]);

        history["loss"].ShouldBe(expected["loss"]);
        history["val_loss"].ShouldBe(averaged);
        history["val_loss"].ShouldNotBe(expected["val_loss"]);
        swapping.GetWeights()[0].ToArray().ShouldBe(plain.GetWeights()[0].ToArray());
    }

    [Fact]
    public void Between_epochs_the_model_holds_the_averages_and_at_the_end_too()
    {
        var (plain, swapping) = (Compiled(), Compiled());
        plain.Fit(X, Y, batchSize: 2, epochs: 3, verbose: Verbosity.Silent);
        var atEnd = Array.Empty<float>();
        swapping.Fit(X, Y, batchSize: 2, epochs: 3, verbose: Verbosity.Silent,
            callbacks: [new SwapEMAWeights(swapOnEpoch: true),
            new LambdaCallback { EpochEnd = (_, _) => atEnd = swapping.GetWeights()[0].ToArray() }]);
        swapping.GetWeights()[0].ToArray().ShouldBe(plain.GetWeights()[0].ToArray());
        atEnd.ShouldBe(plain.GetWeights()[0].ToArray());
    }

    [Fact]
    public void An_optimizer_without_averages_is_refused()
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(new SGD(), new MeanSquaredError());
        Should.Throw<InvalidOperationException>(
            () => model.Fit(X, Y, verbose: Verbosity.Silent, callbacks: [new SwapEMAWeights()])).Message.ShouldEndWith(
                "Compile with useEma: true, as in new Adam(useEma: true).");
    }

    private static Sequential Compiled()
    {
        var model = new Sequential([new Dense(1, inputDim: 4)], seed: 5);
        model.Compile(new SGD(0.05, useEma: true, emaMomentum: 0.9), new MeanSquaredError());
        return model;
    }
}
