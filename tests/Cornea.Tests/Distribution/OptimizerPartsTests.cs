using Cornea.Distribution;
using Shouldly;

namespace Cornea.Tests.Distribution;

/// <summary>The optimizer's state, each part in one process.</summary>
public sealed class OptimizerPartsTests
{
    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    [InlineData("nadam")]
    [InlineData("adafactor")]
    [InlineData("lamb")]
    public void The_weights_have_the_same_bits(string optimizer)
    {
        var alone = Train(new SingleProcess(), optimizer).Hash;
        foreach (var processes in (int[])[2, 3])
        {
            var results = new (string Hash, long Bytes)[processes];
            Members.Run(processes, member => results[member.Rank] = Train(member, optimizer));
            results.ShouldAllBe(result => result.Hash == alone, $"{processes} processes");
        }
    }

    [Fact]
    public void Each_process_keeps_its_part_and_the_first_has_all_after_an_epoch()
    {
        var kept = new long[2];
        var reads = new string[2];
        Members.Run(2, member =>
        {
            var model = Network("adam");
            var strategy = new DataParallel(member, 4) { ShardsOptimizer = true };
            model.Fit(X, Y, batchSize: 16, verbose: Verbosity.Silent, strategy: strategy);
            kept[member.Rank] = strategy.OptimizerBytes;
            try
            {
                reads[member.Rank] = string.Join(",", model.Optimizer!.Variables.Select(slot => slot.ToTensor().Size));
            }
            catch (InvalidOperationException refused)
            {
                reads[member.Rank] = refused.Message;
            }
        });
        // 2 of 1,008 + 16 + 160 + 10 numbers of 4 bytes, and the counter and learning rate in each.
        kept.Sum().ShouldBe(2 * (63 * 16 + 16 + 16 * 10 + 10) * sizeof(float) + 2 * 8);
        kept.Max().ShouldBeLessThan(2 * (63 * 16 + 16 + 16 * 10 + 10) * sizeof(float));
        reads[0].ShouldStartWith("1,1,");
        reads[1].ShouldContain("has no value here");
    }

    [Fact]
    public void A_training_goes_on_from_a_state_with_another_number_of_processes()
    {
        var alone = Train(new SingleProcess(), "adam").Hash;
        TrainingState? state = null;
        Members.Run(3, member =>
        {
            var model = Network("adam");
            var saver = new Saver(member.Rank == 0);
            model.Fit(
                X, Y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent, callbacks: [saver],
                strategy: new DataParallel(member, 4) { ShardsOptimizer = true });
            state = saver.Kept ?? state;
        });
        var hashes = new string[2];
        Members.Run(2, member =>
        {
            var model = Network("adam");
            if (member.Rank == 0)
            {
                model.Trainer.SetState(state!);
            }
            model.Fit(
                X, Y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent, callbacks: [new Saver(false)],
                strategy: new DataParallel(member, 4) { ShardsOptimizer = true });
            hashes[member.Rank] = Members.HashOf(model);
        });
        hashes.ShouldAllBe(hash => hash == alone);
    }

    [Fact]
    public void A_training_that_broke_off_within_an_epoch_goes_on_from_its_backup()
    {
        var alone = Train(new SingleProcess(), "adam").Hash;
        var folder = Directory.CreateTempSubdirectory("cornea-parts-");
        var hashes = new string[3];
        // The batches of 2 epochs are 6 steps; the last backup before the end is that of step 4, in the second epoch.
        Members.Run(3, member => Should.Throw<OperationCanceledException>(() => Go(member, 5)));
        Members.Run(2, member => hashes[member.Rank] = Go(member, int.MaxValue));
        hashes[..2].ShouldAllBe(hash => hash == alone);
        folder.Delete(recursive: true);

        string Go(ICollective member, int last)
        {
            var model = Network("adam");
            model.Fit(
                X, Y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent,
                callbacks: [new BackupAndRestore(Path.Combine(folder.FullName, "backup"), saveFrequency: 2), new BreakOff(last)],
                strategy: new DataParallel(member, 4) { ShardsOptimizer = true });
            return Members.HashOf(model);
        }
    }

    [Fact]
    public void What_cannot_be_cut_is_refused_by_name()
    {
        var messages = new string[2];
        Members.Run(2, member =>
        {
            var model = Network(new Adam(useEma: true));
            messages[member.Rank] = Should.Throw<NotSupportedException>(() => model.Fit(
                X, Y, verbose: Verbosity.Silent, strategy: new DataParallel(member, 4) { ShardsOptimizer = true })).Message;
        });
        messages.ShouldAllBe(message => message.Contains("useEma", StringComparison.Ordinal));
    }

    private static Tensor X { get; } = Tensor.From([.. Enumerable.Range(0, 40 * 63).Select(i => MathF.Sin(i * 0.37f))], [40, 63]);

    private static Tensor Y { get; } = Tensor.From([.. Enumerable.Range(0, 40).Select(i => i * 7 % 10)], [40]);

    private static Sequential Network(string optimizer) => Network(Optimizer.FromName(optimizer));

    private static Sequential Network(Optimizer optimizer)
    {
        var model = new Sequential([new Dense(16, Activation.Tanh, inputDim: 63), new Dense(10, Activation.Softmax)], seed: 7);
        model.Compile(optimizer, new SparseCategoricalCrossentropy());
        return model;
    }

    private static (string Hash, long Bytes) Train(ICollective member, string optimizer)
    {
        var model = Network(optimizer);
        var strategy = new DataParallel(member, 4) { ShardsOptimizer = true };
        model.Fit(X, Y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent, strategy: strategy);
        return (Members.HashOf(model), strategy.OptimizerBytes);
    }

    // Ends the training before a step, as a fault would.
    private sealed class BreakOff(int steps) : Callback
    {
        public override void OnTrainBatchBegin(int batch)
        {
            if (Trainer.TrainedSteps >= steps)
            {
                throw new OperationCanceledException();
            }
        }
    }

    // Keeps the state after the first epoch.
    private sealed class Saver(bool saves) : Callback
    {
        public TrainingState? Kept { get; private set; }

        public override void OnPositionReached(TrainingPosition position)
        {
            if (saves && position is { Epoch: 1, Step: 0 })
            {
                Kept = Trainer.GetState();
            }
        }
    }
}
