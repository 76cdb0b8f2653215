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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_of_a_shuffled_generator_share_no_element_in_any_pass(bool laterFirst)
    {
        static IEnumerable<Sample> Numbers() => Enumerable.Range(0, 20).Select(i => new Sample(Tensor.From((float)i), default));
        var shuffled = Dataset.FromGenerator(_ => Numbers()).Shuffle(6, seed: 4);
        var (first, rest) = (shuffled.Take(5), shuffled.Skip(5));
        float[] Of(Dataset part, int pass) => [.. part.Pass(pass).Select(sample => ((Tensor)sample.X).Item())];
        foreach (var pass in laterFirst ? new[] { 2, 0, 1 } : [0, 1, 2])
        {
            Of(first, pass).Order().ShouldBe(Of(shuffled, 0)[..5].Order());
            Of(first, pass).Concat(Of(rest, pass)).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (float)i));
        }
        Of(first, 0).ShouldBe(Of(shuffled, 0)[..5]);
        Of(rest, 0).ShouldBe(Of(shuffled, 0)[5..]);
        // Batches of them are cut alike.
        var batches = shuffled.Batch(4);
        Values(batches.Take(2), 3).Concat(Values(batches.Skip(2), 3)).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (float)i));
        static float[] Values(Dataset part, int pass) => [.. part.Pass(pass).SelectMany(batch => ((Tensor)batch.X).ToArray())];
    }

    [Fact]
    public void A_part_of_several_passes_has_the_same_elements_whenever_it_is_read()
    {
        var shuffled = Dataset.From(Tensor.Arange(10)).Shuffle(seed: 7);
        float[] Of(Dataset part, int pass) => [.. part.Pass(pass).Select(sample => ((Tensor)sample.X).Item())];
        var repeated = shuffled.Repeat(3);
        var (first, rest) = (repeated.Take(4), repeated.Skip(4));
        first.Count.ShouldBe(4);
        rest.Count.ShouldBe(26);
        var expected = Of(first, 0).Order().ToArray();
        foreach (var pass in new[] { 0, 1, 2 })
        {
            Of(first, pass).Order().ShouldBe(expected);
            // All of three passes, together.
            Of(first, pass).Concat(Of(rest, pass)).Order().ShouldBe(Enumerable.Range(0, 30).Select(i => (float)(i / 3)));
        }
        Of(first, 0).ShouldBe(Of(repeated, 0)[..4]);
        Of(rest, 0).ShouldBe(Of(repeated, 0)[4..]);
        var endless = shuffled.Repeat();
        Of(endless.Take(4), 5).Order().ShouldBe(Of(endless.Take(4), 0).Order());
        endless.Skip(4).Pass(3).Take(6).Select(sample => ((Tensor)sample.X).Item()).Intersect(Of(endless.Take(4), 3)).ShouldBeEmpty();
        repeated.Take(99).Count.ShouldBe(30);
    }
}
