using Shouldly;

namespace Cornea.Tests.Training;

public sealed class DatasetFitTests
{
    private static readonly Tensor X = RandomKey.From(1).Normal([50, 4]).Compute();
    private static readonly Tensor Y = (X.Sum(1, keepDims: true) * 0.5).Compute();

    [Fact]
    public void A_forgotten_Batch_is_named()
    {
        var model = new Sequential { new Dense(2, inputDim: 4) };
        model.Compile(new SGD(), new MeanSquaredError());
        foreach (var y in new[] { Tensor.Zeros([8, 2]), Tensor.Zeros([8]) })
        {
            Should.Throw<ArgumentException>(() => model.Fit(Dataset.From(Tensor.Zeros([8, 4]), y), verbose: Verbosity.Silent)).Message
                .ShouldContain("Call Batch(32)");
        }
        // As many numbers as targets: only the declared shape tells.
        Should.Throw<ArgumentException>(() => model.Fit(
            Dataset.From(Tensor.Zeros([8, 4]), Tensor.Zeros([8, 4])), verbose: Verbosity.Silent)).Message.ShouldContain("Call Batch(32)");
    }

    [Fact]
    public void Batches_in_order_train_the_same_weights_as_tensors()
    {
        var (fromTensors, fromBatches) = (Network(), Network());
        fromTensors.Fit(X, Y, batchSize: 16, epochs: 3, shuffle: false, verbose: Verbosity.Silent);
        var history = fromBatches.Fit(Dataset.From(X, Y).Batch(16), epochs: 3, verbose: Verbosity.Silent);
        history["loss"].Count.ShouldBe(3);
        for (var i = 0; i < fromTensors.Weights.Count; i++)
            fromBatches.GetWeights()[i].ToArray().ShouldBe(fromTensors.GetWeights()[i].ToArray());
    }

    [Fact]
    public void Validation_evaluation_and_prediction_take_batches_too()
    {
        var model = Network();
        var batches = Dataset.From(X, Y).Batch(20).Prefetch(2);
        var history = model.Fit(batches, epochs: 2, validationData: batches, verbose: Verbosity.Silent);
        history.Keys.ShouldBe(["loss", "val_loss"]);
        model.Evaluate(batches, Verbosity.Silent).Loss.ShouldBe(model.Evaluate(X, Y, verbose: Verbosity.Silent).Loss, 1e-6);
        var predicted = Tensor.Concat([.. model.Predict(batches)]);
        predicted.ToArray().ShouldBe(model.Predict(X, verbose: Verbosity.Silent).ToArray(), 1e-6);
    }

    [Fact]
    public void Steps_per_epoch_end_an_epoch_of_endless_data() =>
        Network().Fit(Dataset.From(X, Y).Repeat().Batch(10), epochs: 2, stepsPerEpoch: 3,
        verbose: Verbosity.Silent)["loss"].Count.ShouldBe(2);

    [Fact]
    public void A_data_set_without_a_batch_says_so() =>
        Should.Throw<ArgumentException>(
        () => Network().Fit(Dataset.From(X, Y).Batch(10).Take(0), verbose: Verbosity.Silent)).Message.ShouldContain("without a batch");

    private static Sequential Network()
    {
        var model = new Sequential { new Dense(8, Activation.Tanh, inputDim: 4), new Dense(1) };
        model.Compile(new Adam(), new MeanSquaredError());
        return model;
    }
}
