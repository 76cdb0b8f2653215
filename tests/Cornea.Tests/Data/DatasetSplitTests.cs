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

    [Fact]
    public void Batches_of_shuffled_samples_are_refused_and_cached_ones_are_not()
    {
        var batches = Numbers(12).Shuffle(seed: 3).Batch(3);
        Should.Throw<InvalidOperationException>(() => batches.Split(0.25)).Message.ShouldContain("Call Split before Batch.");
        Should.Throw<InvalidOperationException>(() => batches.KFold(2)).Message.ShouldContain("Call KFold before Batch.");
        var (training, validation) = batches.Cache().Split(0.25);
        Flat(training).Concat(Flat(validation)).Order().ShouldBe(Enumerable.Range(0, 12));
        Numbers(12).Batch(3).Split(0.25).Validation.Count.ShouldBe(1);
    }
}
