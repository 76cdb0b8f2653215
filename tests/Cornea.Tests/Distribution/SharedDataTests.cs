using Cornea.Diagnostics;
using Cornea.Distribution;
using Shouldly;

namespace Cornea.Tests.Distribution;

/// <summary>What processes that train together read, share and refuse.</summary>
public sealed class SharedDataTests
{
    private const int Samples = 150;
    private const int Batch = 32;

    [Fact]
    public void No_sample_of_a_dataset_is_read_by_two_processes()
    {
        var expected = Train(new SingleProcess(), Source(new int[Samples]).Batch(Batch));
        foreach (var prefetches in (bool[])[false, true])
        {
            var hashes = new string[3];
            var reads = new int[3][];
            Members.Run(3, member =>
            {
                var counts = reads[member.Rank] = new int[Samples];
                var data = Source(counts).Batch(Batch);
                hashes[member.Rank] = Train(member, prefetches ? data.Prefetch() : data);
            });
            hashes.ShouldAllBe(hash => hash == expected);
            // Two epochs; the samples of the first batch once more by each, who compare them before they begin.
            for (var sample = 0; sample < Samples; sample++)
            {
                reads.Sum(counts => counts[sample]).ShouldBe(sample < Batch ? 2 + 3 : 2, $"sample {sample}");
            }
        }
    }

    [Fact]
    public void A_map_behind_the_batch_gets_whole_batches()
    {
        var sizes = new List<int>[2];
        Members.Run(2, member =>
        {
            var seen = sizes[member.Rank] = [];
            Train(member, Dataset.From(X, Y).Batch(Batch).Map((Sample batch) =>
            {
                seen.Add(batch.X[0].Shape[0]);
                return batch;
            }));
        });
        sizes.ShouldAllBe(seen => seen.Distinct().Order().SequenceEqual(new[] { Samples % Batch, Batch }));
    }

    [Fact]
    public void Another_dataset_in_a_process_is_named()
    {
        var messages = new string[2];
        Members.Run(2, member => messages[member.Rank] = Should.Throw<CollectiveException>(() =>
            Train(member, Dataset.From(member.Rank == 0 ? X : X * 2f, Y).Batch(Batch))).Message);
        messages.ShouldAllBe(message => message.Contains("the data of rank 1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_evaluation_of_a_dataset_is_shared()
    {
        var alone = Network();
        var expected = alone.Evaluate(X, Y, Batch, Verbosity.Silent, strategy: new DataParallel(new SingleProcess(), 8));
        Members.Run(3, member =>
        {
            var counts = new int[Samples];
            var result = Network().Evaluate(
                Source(counts).Batch(Batch), Verbosity.Silent, strategy: new DataParallel(member, 8));
            (result.Loss, result["sparse_categorical_accuracy"]).ShouldBe((expected.Loss, expected["sparse_categorical_accuracy"]));
            counts.Count(count => count > 0).ShouldBeLessThan(Samples);
        });
    }

    [Fact]
    public void A_layer_that_carries_states_is_refused_by_name()
    {
        var model = new Sequential([new LSTM(3, stateful: true, name: "memory"), new Dense(2)], seed: 1);
        model.Compile(new SGD(), new MeanSquaredError());
        var strategy = new DataParallel(new SingleProcess(), 2);
        Should.Throw<NotSupportedException>(() => model.Fit(
            Tensor.Zeros([8, 4, 2]), Tensor.Zeros([8, 2]), batchSize: 8, verbose: Verbosity.Silent, strategy: strategy))
            .Message.ShouldContain("'memory'");
    }

    [Fact]
    public void Another_version_or_optimizer_in_a_process_is_named()
    {
        var versions = Refused(Network, member => new ProcessCheck(new DataParallel(member, 4), member.Rank == 0 ? "1.0" : "1.1"));
        versions.ShouldAllBe(message => message.Contains("the version of rank 1", StringComparison.Ordinal)
            && message.Contains("Cornea 1.0", StringComparison.Ordinal) && message.Contains("Cornea 1.1", StringComparison.Ordinal));
        // Two builds are told apart by the whole version: the number of the assembly is 0.0.0.0 in all of them.
        LibraryVersion.Text.ShouldMatch(@"^\d+\.\d+\.\d+");
        LibraryVersion.Text.ShouldNotStartWith("0.0.0");
        Refused(Network, member => new ProcessCheck(new DataParallel(member, 4), member.Rank == 0 ? null : "1.1"))
            .ShouldAllBe(message => message.Contains($"Cornea {LibraryVersion.Text} on", StringComparison.Ordinal));
        var ranks = 0;
        var optimizers = Refused(
            () => Network(new Adam(0.01, beta1: Interlocked.Increment(ref ranks) == 1 ? 0.9 : 0.8)),
            member => new ProcessCheck(new DataParallel(member, 4)));
        optimizers.ShouldAllBe(message => message.Contains("the configuration of rank 1", StringComparison.Ordinal)
            && message.Contains("beta_1", StringComparison.Ordinal));
    }

    private static string[] Refused(Func<Sequential> network, Func<ICollective, ProcessCheck> check)
    {
        var messages = new string[2];
        Members.Run(2, member =>
        {
            var model = network();
            using var source = new ArrayBatches(model.Trainer, StepKind.Train, TrainingData.Create("Fit", X, Y, default), Batch);
            source.Open(0, 0, CancellationToken.None);
            source.MoveNext();
            messages[member.Rank] = Should.Throw<CollectiveException>(() => check(member).Compare(model.Trainer, source, null)).Message;
        });
        return messages;
    }

    private static Tensor X { get; } = Tensor.From([.. Enumerable.Range(0, Samples * 6).Select(i => MathF.Sin(i * 0.37f))], [Samples, 6]);

    private static Tensor Y { get; } = Tensor.From([.. Enumerable.Range(0, Samples).Select(i => i * 7 % 10)], [Samples]);

    private static Dataset Source(int[] reads)
    {
        var numbers = Tensor.From([.. Enumerable.Range(0, Samples).Select(i => (float)i)], [Samples]);
        return Dataset.From(new[] { X, numbers }, Y).Map((Sample sample) =>
        {
            Interlocked.Increment(ref reads[(int)sample.X[1].Item()]);
            return new Sample(sample.X[0], sample.Y);
        });
    }

    private static Sequential Network() => Network(new Adam(0.01));

    private static Sequential Network(Optimizer optimizer)
    {
        var model = new Sequential([new Dense(8, Activation.Tanh, inputDim: 6), new Dense(10, Activation.Softmax)], seed: 7);
        model.Compile(optimizer, new SparseCategoricalCrossentropy(), metrics: [new SparseCategoricalAccuracy()]);
        return model;
    }

    private static string Train(ICollective member, Dataset data)
    {
        var model = Network();
        model.Fit(data, epochs: 2, verbose: Verbosity.Silent, strategy: new DataParallel(member, 8));
        return Members.HashOf(model);
    }
}
