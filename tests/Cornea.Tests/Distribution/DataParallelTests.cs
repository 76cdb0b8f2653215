using Cornea.Distribution;
using Shouldly;

namespace Cornea.Tests.Distribution;

/// <summary>Training in several processes, here threads: the same bits for any number of them.</summary>
public sealed class DataParallelTests
{
    private const int Samples = 150; // the last batch has 22: some shards have fewer samples, and of 32 shards some none

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(32)]
    public void Weights_and_history_are_the_same_bits_for_any_number_of_processes(int shards)
    {
        var alone = Train(1, shards)[0];
        foreach (var processes in (int[])[2, 3, 4, 5])
        {
            foreach (var result in Train(processes, shards))
            {
                result.Hash.ShouldBe(alone.Hash, $"{processes} processes");
                result.History.ShouldBe(alone.History);
            }
        }
    }

    [Fact]
    public void One_shard_is_a_training_without_a_strategy_up_to_rounding()
    {
        var model = Network(withRandomness: true);
        var history = model.Fit(X, Y, batchSize: 32, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2);
        var (strategy, loss) = (Network(withRandomness: true), history["loss"]);
        var other = strategy.Fit(
            X, Y, batchSize: 32, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2,
            strategy: new DataParallel(new SingleProcess()));
        other["loss"].Zip(loss).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        other["val_sparse_categorical_accuracy"].ShouldBe(history["val_sparse_categorical_accuracy"]);
        foreach (var (a, b) in model.Weights.Zip(strategy.Weights))
        {
            a.Variable.ToTensor().ToArray().Zip(b.Variable.ToTensor().ToArray())
                .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }
    }

    [Fact]
    public void Shards_of_a_network_without_randomness_give_the_gradient_of_the_whole_batch()
    {
        var whole = Network(withRandomness: false);
        whole.Fit(X, Y, batchSize: 32, epochs: 3, verbose: Verbosity.Silent);
        var sharded = Network(withRandomness: false);
        sharded.Fit(X, Y, batchSize: 32, epochs: 3, verbose: Verbosity.Silent, strategy: new DataParallel(new SingleProcess(), 8));
        foreach (var (a, b) in whole.Weights.Zip(sharded.Weights))
        {
            a.Variable.ToTensor().ToArray().Zip(b.Variable.ToTensor().ToArray())
                .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * (1 + Math.Abs(pair.First)));
        }
    }

    [Fact]
    public void A_dataset_is_trained_on_as_its_tensors_are()
    {
        var hashes = new string[3];
        Members.Run(3, member =>
        {
            var model = Network(withRandomness: true);
            model.Fit(Dataset.From(X, Y).Batch(32), epochs: 2, verbose: Verbosity.Silent, strategy: new DataParallel(member, 8));
            hashes[member.Rank] = Members.HashOf(model);
        });
        var alone = Network(withRandomness: true);
        alone.Fit(X, Y, batchSize: 32, epochs: 2, shuffle: false, verbose: Verbosity.Silent,
            strategy: new DataParallel(new SingleProcess(), 8));
        hashes.ShouldAllBe(hash => hash == Members.HashOf(alone));
    }

    [Fact]
    public void A_process_with_another_model_or_other_data_is_named()
    {
        var failures = Fail(member => Network(withRandomness: member.Rank == 1)
            .Fit(X, Y, verbose: Verbosity.Silent, strategy: new DataParallel(member, 4)));
        failures.ShouldAllBe(message => message.Contains("the model of rank 1", StringComparison.Ordinal));
        failures = Fail(member => Network(true).Fit(
            member.Rank == 0 ? X : X * 2f, Y, verbose: Verbosity.Silent, strategy: new DataParallel(member, 4)));
        failures.ShouldAllBe(message => message.Contains("the data of rank 1", StringComparison.Ordinal));
        failures = Fail(member => Network(true).Fit(
            X, Y, epochs: 1 + member.Rank, verbose: Verbosity.Silent, strategy: new DataParallel(member, 4)));
        failures.ShouldAllBe(message => message.Contains("epochs 0 to 2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_one_process_wants_ends_all()
    {
        var histories = new History[3];
        Members.Run(3, member =>
        {
            using var source = new CancellationTokenSource();
            var cancels = new LambdaCallback
            {
                TrainBatchEnd = (batch, _) =>
                {
                    if (member.Rank == 1 && batch == 1)
                    {
                        source.Cancel();
                    }
                },
            };
            histories[member.Rank] = Network(true).Fit(
                X, Y, epochs: 5, verbose: Verbosity.Silent, callbacks: [cancels], validationSplit: 0.2,
                strategy: new DataParallel(member, 4), cancellationToken: source.Token);
        });
        histories.ShouldAllBe(history => history.WasCanceled && history.Epochs.Count == 1);
    }

    [Fact]
    public void A_member_that_does_not_come_is_named()
    {
        var member = InProcessGroup.Create(3, TimeSpan.FromMilliseconds(50))[1];
        Should.Throw<CollectiveException>(member.Barrier).Message.ShouldContain("Rank 0, 2 did not come to Barrier");
    }

    [Fact]
    public void Evaluation_and_prediction_are_shared_and_give_what_one_process_gives()
    {
        var expected = Network(true);
        expected.Fit(X, Y, verbose: Verbosity.Silent);
        var (result, rows) = (expected.Evaluate(X, Y, verbose: Verbosity.Silent), expected.Predict(X, verbose: Verbosity.Silent).ToArray());
        Members.Run(4, member =>
        {
            var model = Network(true);
            model.Fit(X, Y, verbose: Verbosity.Silent);
            var strategy = new DataParallel(member, 8);
            var shared = model.Evaluate(X, Y, verbose: Verbosity.Silent, strategy: strategy);
            shared.Loss.ShouldBe(result.Loss, 1e-5);
            shared["sparse_categorical_accuracy"].ShouldBe(result["sparse_categorical_accuracy"], 1e-6);
            model.Predict(X, strategy).ToArray().ShouldBe(rows);
        });
    }

    [Fact]
    public void Fewer_shards_than_processes_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DataParallel(InProcessGroup.Create(4)[0], 2)).Message.ShouldContain(
        "4 processes");

    private static Tensor X { get; } =
        Tensor.From([.. Enumerable.Range(0, Samples * 64).Select(i => MathF.Sin(i * 0.37f) + (i % 7) * 0.1f)], [Samples, 8, 8, 1]);

    private static Tensor Y { get; } = Tensor.From([.. Enumerable.Range(0, Samples).Select(i => i * 7 % 10)], [Samples]);

    private static Sequential Network(bool withRandomness)
    {
        Layer[] layers = withRandomness
            ?
            [
                new Conv2D(4, 3, activation: Activation.Relu), new BatchNormalization(), new MaxPooling2D(2), new Flatten(),
                new Dropout(0.3), new Dense(10, Activation.Softmax),
            ]
            : [new Flatten(), new Dense(16, Activation.Tanh), new Dense(10, Activation.Softmax)];
        var model = new Sequential(layers, seed: 7);
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), metrics: [new SparseCategoricalAccuracy()]);
        return model;
    }

    private static (string Hash, double[] History)[] Train(int processes, int shards)
    {
        var results = new (string, double[])[processes];
        Members.Run(processes, member =>
        {
            var model = Network(withRandomness: true);
            var history = model.Fit(
                X, Y, batchSize: 32, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2,
                strategy: new DataParallel(member, shards) { BucketBytes = 1024 });
            results[member.Rank] = (Members.HashOf(model), [.. history.Names.SelectMany(name => history[name])]);
        });
        return results;
    }

    private static string[] Fail(Action<ICollective> act)
    {
        var messages = new string[2];
        Members.Run(2, member => messages[member.Rank] = Should.Throw<CollectiveException>(() => act(member)).Message);
        return messages;
    }
}
