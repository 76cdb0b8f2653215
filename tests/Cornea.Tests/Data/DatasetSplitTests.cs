using Shouldly;

namespace Cornea.Tests.Data;

public sealed class DatasetSplitTests
{
    private static Dataset Numbers(int count) => Dataset.From(Tensor.Arange(count), Tensor.Arange(count) % 2);

    private static int[] Flat(IEnumerable<Sample> samples) => [.. samples.SelectMany(sample => sample.X[0].ToArray<int>())];

    public static TheoryData<string> Cuts => ["Split", "SplitStratified", "SplitBySeed", "SplitAfterMap", "SplitTwice", "TakeAndSkip"];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Parts_of_shuffled_samples_share_none_in_any_pass(string cut)
    {
        var shuffled = Numbers(40).Shuffle(seed: 3);
        var (training, validation) = cut switch
        {
            "Split" => shuffled.Split(0.25),
            "SplitStratified" => shuffled.Split(0.25, stratify: true),
            "SplitBySeed" => shuffled.Split(0.25, seed: 9),
            "SplitAfterMap" => shuffled.Map((x, y) => (x * 1, y)).Split(0.25),
            "SplitTwice" => shuffled.Split(0.25).Training.Shuffle(seed: 1).Split(0.5),
            _ => (shuffled.Take(30), shuffled.Skip(30)),
        };
        var held = Flat(validation).Order().ToArray();
        var trained = Flat(training).Order().ToArray();
        for (var pass = 0; pass < 5; pass++)
        {
            Flat(validation.Pass(pass)).Order().ShouldBe(held);
            Flat(training.Pass(pass)).Order().ShouldBe(trained);
            held.Intersect(trained).ShouldBeEmpty();
        }
        // The order within a part is another one in each pass.
        Flat(training.Pass(1)).ShouldNotBe(Flat(training.Pass(2)));
    }

    [Fact]
    public void Folds_of_shuffled_samples_keep_their_members()
    {
        foreach (var (training, validation) in Numbers(23).Shuffle(seed: 3).KFold(4))
        {
            for (var pass = 0; pass < 3; pass++)
            {
                Flat(training.Pass(pass)).Concat(Flat(validation.Pass(pass))).Order().ShouldBe(Enumerable.Range(0, 23));
                Flat(validation.Pass(pass)).Order().ShouldBe(Flat(validation).Order());
            }
        }
    }

    [Fact]
    public void The_first_pass_is_cut_where_it_was_shuffled_to()
    {
        var shuffled = Numbers(10).Shuffle(seed: 3);
        var (training, validation) = shuffled.Split(0.3);
        Flat(training).Concat(Flat(validation)).ShouldBe(Flat(shuffled));
        Flat(shuffled.Take(4)).Concat(Flat(shuffled.Skip(4))).ShouldBe(Flat(shuffled));
    }

    public static TheoryData<string> BatchCuts =>
        ["Take", "TakeMapped", "TakePrefetched", "PrefetchedBatches", "BatchesOfBatches", "TakeShuffled", "Split", "Cache"];

    [Theory]
    [MemberData(nameof(BatchCuts))]
    public void Parts_of_batches_of_shuffled_samples_share_none_in_any_pass(string cut)
    {
        var shuffled = Numbers(42).Shuffle(seed: 3);
        var batches = cut switch
        {
            "TakeMapped" => shuffled.Batch(4).Map((x, y) => (x * 1, y)),
            "TakePrefetched" => shuffled.Batch(4).Prefetch(),
            "PrefetchedBatches" => shuffled.Prefetch().Map((x, y) => (x * 1, y)).Batch(4),
            "BatchesOfBatches" => shuffled.Batch(2).Batch(2),
            "TakeShuffled" => shuffled.Batch(4).Shuffle(seed: 5),
            "Cache" => shuffled.Batch(4).Cache(),
            _ => shuffled.Batch(4),
        };
        var (training, validation) = cut == "Split" ? batches.Split(0.3) : (batches.Take(7), batches.Skip(7));
        training.Count.ShouldBe(7);
        validation.Count.ShouldBe(4);
        var (trained, held) = (Flat(training).Order().ToArray(), Flat(validation).Order().ToArray());
        trained.Concat(held).Order().ShouldBe(Enumerable.Range(0, 42));
        for (var pass = 1; pass < 5; pass++)
        {
            Flat(training.Pass(pass)).Order().ShouldBe(trained);
            Flat(validation.Pass(pass)).Order().ShouldBe(held);
        }
    }

    [Fact]
    public void Folds_of_batches_of_shuffled_samples_share_none_in_any_pass()
    {
        foreach (var (training, validation) in Numbers(12).Shuffle(seed: 3).Batch(3).KFold(2))
        {
            for (var pass = 0; pass < 3; pass++)
                Flat(training.Pass(pass)).Concat(Flat(validation.Pass(pass))).Order().ShouldBe(Enumerable.Range(0, 12));
        }
        Numbers(12).Batch(3).Split(0.25).Validation.Count.ShouldBe(1);
    }
}
