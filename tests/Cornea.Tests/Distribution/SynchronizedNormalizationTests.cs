using Cornea.Distribution;
using Shouldly;

namespace Cornea.Tests.Distribution;

/// <summary>Batch normalization by the statistics of the whole batch, however it is cut.</summary>
public sealed class SynchronizedNormalizationTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(1)] // one channel: one number is exchanged
    public void Shards_train_as_the_whole_batch_does(int channels)
    {
        var whole = Network(channels, synchronized: false);
        var expected = whole.Fit(X(60), Y(60), batchSize: 22, epochs: 3, shuffle: false, verbose: Verbosity.Silent);
        var sharded = Network(channels, synchronized: true);
        // 22 samples in 4 shards are 6, 6, 5 and 5; the last batch has 16.
        var history = sharded.Fit(
            X(60), Y(60), batchSize: 22, epochs: 3, shuffle: false, verbose: Verbosity.Silent,
            strategy: new DataParallel(new SingleProcess(), 4));
        history["loss"].Zip(expected["loss"]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        Close(whole, sharded, 2e-5f);
        // By the statistics of each shard it is another training.
        var perShard = Network(channels, synchronized: false);
        var other = perShard.Fit(
            X(60), Y(60), batchSize: 22, epochs: 3, shuffle: false, verbose: Verbosity.Silent,
            strategy: new DataParallel(new SingleProcess(), 4));
        Math.Abs(other["loss"][^1] - expected["loss"][^1]).ShouldBeGreaterThan(1e-4);
    }

    [Fact]
    public void Any_number_of_processes_ends_with_the_same_bits()
    {
        var alone = Train(new SingleProcess());
        foreach (var processes in (int[])[2, 3, 4])
        {
            var hashes = new string[processes];
            Members.Run(processes, member => hashes[member.Rank] = Train(member));
            hashes.ShouldAllBe(hash => hash == alone, $"{processes} processes");
        }
    }

    [Fact]
    public void Masked_steps_do_not_count()
    {
        // Samples of other lengths in each shard: the mean of the shards' means would be another one.
        var x = Tensor.From([.. Enumerable.Range(0, 16 * 5 * 3).Select(i => i % 15 / 3 < 5 - i / 60 % 3 ? MathF.Cos(i) : 0)], [16, 5, 3]);
        var y = Tensor.From([.. Enumerable.Range(0, 16).Select(i => MathF.Sin(i))], [16, 1]);
        Sequential[] models = [Masked(false), Masked(true)];
        models[0].Fit(x, y, batchSize: 16, epochs: 2, shuffle: false, verbose: Verbosity.Silent);
        models[1].Fit(
            x, y, batchSize: 16, epochs: 2, shuffle: false, verbose: Verbosity.Silent,
            strategy: new DataParallel(new SingleProcess(), 4));
        Close(models[0], models[1], 2e-5f);
    }

    [Fact]
    public void Alone_it_is_batch_normalization_as_ever()
    {
        Sequential[] models = [Network(4, false), Network(4, true)];
        foreach (var model in models)
        {
            model.Fit(X(60), Y(60), batchSize: 20, verbose: Verbosity.Silent);
        }
        Members.HashOf(models[1]).ShouldBe(Members.HashOf(models[0]));
    }

    [Fact]
    public void A_batch_with_fewer_samples_than_shards_is_refused() =>
        Should.Throw<ArgumentException>(() => Network(4, true).Fit(
            X(10), Y(10), batchSize: 8, verbose: Verbosity.Silent, strategy: new DataParallel(new SingleProcess(), 4)))
            .Message.ShouldContain("a batch of 2");

    private static string Train(ICollective member)
    {
        var model = Network(4, synchronized: true);
        model.Fit(
            X(60), Y(60), batchSize: 24, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2,
            strategy: new DataParallel(member, 5) { BucketBytes = 256 });
        return Members.HashOf(model);
    }

    private static Sequential Network(int channels, bool synchronized)
    {
        var model = new Sequential(
            [
                new Conv2D(channels, 3), new BatchNormalization(momentum: 0.8, synchronized: synchronized),
                new ActivationLayer(Activation.Relu), new Flatten(), new Dense(6, Activation.Tanh),
                new BatchNormalization(synchronized: synchronized), new Dense(3, Activation.Softmax),
            ], seed: 5);
        model.Compile(new SGD(0.05), new SparseCategoricalCrossentropy());
        return model;
    }

    private static Sequential Masked(bool synchronized)
    {
        var model = new Sequential(
            [
                new Masking(), new BatchNormalization(synchronized: synchronized), new GlobalAveragePooling1D(), new Dense(1),
            ], seed: 5);
        model.Compile(new SGD(0.1), new MeanSquaredError());
        return model;
    }

    private static void Close(Sequential a, Sequential b, float tolerance)
    {
        foreach (var (left, right) in a.Weights.Zip(b.Weights))
        {
            left.Variable.ToArray<float>().Zip(right.Variable.ToArray<float>())
                .ShouldAllBe(pair => MathF.Abs(pair.First - pair.Second) <= tolerance * (1 + MathF.Abs(pair.First)), left.Variable.Name);
        }
    }

    private static Tensor X(int count) =>
        Tensor.From([.. Enumerable.Range(0, count * 36).Select(i => MathF.Sin(i * 0.37f) + i / 36 % 5 * 0.4f)], [count, 6, 6, 1]);

    private static Tensor Y(int count) => Tensor.From([.. Enumerable.Range(0, count).Select(i => i * 7 % 3)], [count]);
}
