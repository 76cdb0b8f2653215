using Shouldly;

namespace Cornea.Tests.Data;

public sealed class DatasetTests
{
    private static Dataset Ten => Numbers(10);

    [Fact]
    public void Rows_of_tensors_are_samples()
    {
        Tensor x = Tensor.From([1f, 2, 3, 4, 5, 6], [3, 2]), y = Tensor.From([7, 8, 9]);
        Dataset dataset = Dataset.From(x, y);

        dataset.Count.ShouldBe(3);
        Sample second = dataset.ElementAt(1);
        second.X[0].Shape.ShouldBe([2]);
        second.X[0].ToArray().ShouldBe([3f, 4]);
        second.Y[0].Shape.ShouldBe(Shape.Scalar);
        second.Y[0].Item<int>().ShouldBe(8);
        second.Weights.Count.ShouldBe(0);
    }

    [Fact]
    public void Rows_of_lazy_tensors_are_computed_when_they_are_read()
    {
        Tensor bytes = Tensor.From(new byte[] { 0, 51, 102, 255 }, [4, 1]);
        Tensor lazy = bytes.ToFloat32() / 255f;

        Dataset.From(lazy).Batch(3).Select(batch => batch.X[0].ToArray()).ShouldBe([[0f, 0.2f, 0.4f], [1f]]);
        lazy.IsComputed.ShouldBeFalse();
    }

    [Fact]
    public void Tensors_of_different_length_are_refused() =>
        Should.Throw<ArgumentException>(() => Dataset.From(Tensor.Zeros([3, 2]), Tensor.Zeros([4])))
            .Message.ShouldContain("as many rows as x, whose shape is (3, 2), but received shape (4,)");

    [Fact]
    public void Batches_have_the_samples_along_a_new_first_axis()
    {
        Values(Ten.Batch(4)).ShouldBe([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
        Values(Ten.Batch(4, dropRemainder: true)).ShouldBe([[0, 1, 2, 3], [4, 5, 6, 7]]);
        Values(Stream(10).Batch(4)).ShouldBe([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
        Values(Stream(10).Batch(4, dropRemainder: true)).ShouldBe([[0, 1, 2, 3], [4, 5, 6, 7]]);
        (Ten.Batch(4).Count, Ten.Batch(4, true).Count, Stream(10).Batch(4).Count, Ten.Batch(5).Batch(2).Count).ShouldBe((3, 2, 3, 1));
        Ten.Batch(5).Batch(2).Single().X[0].Shape.ShouldBe([2, 5]);
    }

    [Fact]
    public void Samples_of_different_shapes_make_no_batch() =>
        Should.Throw<ShapeException>(
        () => Dataset.FromGenerator([(Tensor.Zeros([2]), Tensor.From(1)), (Tensor.Zeros([3]), Tensor.From(1))]).Batch(2).ToArray())
            .Message.ShouldContain("x of the first sample");

    [Fact]
    public void Map_changes_each_element()
    {
        Values(Ten.Take(3).Map((x, y) => (x * 2, y))).ShouldBe([[0], [2], [4]]);
        Values(Stream(3).Map(sample => new Sample(sample.X[0] + 1))).ShouldBe([[1], [2], [3]]);
        Should.Throw<InvalidOperationException>(() => Ten.Map(_ => null!).First()).Message.ShouldContain("returned null");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Shuffle_is_a_function_of_seed_and_epoch(int? bufferSize)
    {
        foreach (var source in new[] { Ten, Stream(10) })
        {
            Dataset shuffled = source.Shuffle(bufferSize, seed: 5);
            int[] first = Flat(shuffled);
            first.Order().ShouldBe(Enumerable.Range(0, 10));
            first.ShouldNotBe(Enumerable.Range(0, 10));
            Flat(shuffled).ShouldBe(first);
            Flat(shuffled.Pass(1)).ShouldNotBe(first);
            Flat(source.Shuffle(bufferSize, seed: 6)).ShouldNotBe(first);
        }
        // Numbers are shuffled as samples in a buffer would be.
        Flat(Ten.Shuffle(3, 5)).ShouldBe(Flat(Stream(10).Shuffle(3, 5)));
    }

    [Fact]
    public void A_buffer_of_three_draws_among_the_next_three() =>
        Flat(Numbers(100).Shuffle(3)).Index().ShouldAllBe(pair => pair.Item <= pair.Index + 2);

    [Fact]
    public void A_shuffle_puts_every_sample_everywhere_about_as_often()
    {
        const int passes = 2000;
        var counts = new int[5, 5];
        Dataset shuffled = Numbers(5).Shuffle();
        for (int pass = 0; pass < passes; pass++)
        {
            foreach (var (place, sample) in Flat(shuffled.Pass(pass)).Index())
                counts[place, sample]++;
        }
        // 400 expected, standard deviation 18.
        counts.Cast<int>().ShouldAllBe(count => Math.Abs(count - passes / 5) < 90);
    }

    [Fact]
    public void Repeat_goes_on_with_the_next_pass()
    {
        Flat(Numbers(2).Repeat(3)).ShouldBe([0, 1, 0, 1, 0, 1]);
        Flat(Numbers(2).Repeat().Take(5)).ShouldBe([0, 1, 0, 1, 0]);
        (Numbers(2).Repeat(3).Count, Numbers(2).Repeat().Count).ShouldBe((6, null));
        int[] twice = Flat(Ten.Shuffle().Repeat(2));
        twice.ShouldBe([.. Flat(Ten.Shuffle().Pass(0)), .. Flat(Ten.Shuffle().Pass(1))]);
        Flat(Ten.Shuffle().Repeat(2).Pass(1)).ShouldBe([.. Flat(Ten.Shuffle().Pass(2)), .. Flat(Ten.Shuffle().Pass(3))]);
        Numbers(2).Take(0).Repeat().ShouldBeEmpty();
    }

    [Fact]
    public void Take_and_Skip_cut()
    {
        foreach (var source in new[] { Ten, Stream(10) })
        {
            Flat(source.Take(3)).ShouldBe([0, 1, 2]);
            Flat(source.Skip(8)).ShouldBe([8, 9]);
            (source.Take(30).Count, source.Skip(30).Count).ShouldBe((10, 0));
            source.Skip(30).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Cache_reads_each_sample_once()
    {
        foreach (bool stream in new[] { false, true })
        {
            int read = 0;
            Dataset cached = (stream ? Stream(10) : Ten).Shuffle(seed: 1).Map(sample =>
            {
                Interlocked.Increment(ref read);
                return sample;
            }).Cache();
            cached.Take(4).Count().ShouldBe(4);
            int[] whole = Flat(cached.Pass(3));
            whole.ShouldBe(Flat(Ten.Shuffle(seed: 1)));
            Flat(cached.Pass(4)).ShouldBe(whole);
            // A stream is kept from its first whole pass on.
            read.ShouldBe(stream ? 14 : 10);
        }
    }

    [Fact]
    public void Split_cuts_off_the_last_samples_as_Keras_does()
    {
        var (training, validation) = Ten.Split(0.3);
        Flat(training).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        Flat(validation).ShouldBe([7, 8, 9]);
        Should.Throw<ArgumentException>(() => Numbers(1).Split(0.5)).Message.ShouldContain("cannot split 1 samples by 0.5");
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Split(1));
        Should.Throw<InvalidOperationException>(() => Stream(3).Split(0.5)).Message.ShouldContain("come from a generator");
    }

    [Fact]
    public void A_seed_draws_the_validation_by_lot()
    {
        var (training, validation) = Ten.Split(0.3, seed: 4);
        Flat(training).Concat(Flat(validation)).Order().ShouldBe(Enumerable.Range(0, 10));
        Flat(validation).ShouldNotBe([7, 8, 9]);
        Flat(Ten.Split(0.3, seed: 4).Validation).ShouldBe(Flat(validation));
        Flat(Ten.Split(0.3, seed: 5).Validation).ShouldNotBe(Flat(validation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stratified_split_takes_the_same_share_of_each_class(bool oneHot)
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 70 ? 0 : i < 90 ? 1 : 2)];
        Tensor y = oneHot ? OneHot.Encode(Tensor.From(labels)) : Tensor.From(labels);
        var (training, validation) = Dataset.From(Tensor.From(labels), y).Split(0.25, stratify: true, seed: 1);

        (training.Count, validation.Count).ShouldBe((75, 25));
        Flat(validation).CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value).ShouldBe([18, 5, 2]);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 3L)]
    public void Each_sample_is_in_the_validation_of_one_fold(bool stratify, long? seed)
    {
        int[] labels = [.. Enumerable.Range(0, 23).Select(i => i % 2)];
        Dataset dataset = Dataset.From(Tensor.Arange(23), Tensor.From(labels));
        var folds = dataset.KFold(4, stratify, seed);

        folds.Count.ShouldBe(4);
        folds.SelectMany(fold => Flat(fold.Validation)).Order().ShouldBe(Enumerable.Range(0, 23));
        foreach (var (training, validation) in folds)
        {
            validation.Count!.Value.ShouldBeInRange(5, 6);
            Flat(training).Concat(Flat(validation)).Order().ShouldBe(Enumerable.Range(0, 23));
            if (stratify)
                Flat(validation).Count(i => i % 2 == 0).ShouldBeInRange(2, 3);
        }
        if (!stratify)
            Flat(folds[0].Validation).ShouldBe([0, 1, 2, 3, 4, 5]);
        Should.Throw<ArgumentOutOfRangeException>(() => dataset.KFold(1));
        Should.Throw<ArgumentException>(() => Dataset.From(Tensor.Arange(4)).KFold(2, stratify: true)).Message.ShouldContain("has none");
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Batch(0)).Message.ShouldContain("size of 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Shuffle(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Prefetch(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Repeat(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Ten.Take(-1));
    }

    internal static Dataset Numbers(int count) => Dataset.From(Tensor.Arange(count), Tensor.Arange(count));

    internal static Dataset Stream(int count) =>
        Dataset.FromGenerator(_ => Enumerable.Range(0, count).Select(i => (Sample)(Tensor.From(i), Tensor.From(i))), count);

    internal static int[] Flat(IEnumerable<Sample> samples) => [.. samples.SelectMany(sample => sample.X[0].ToArray<int>())];

    private static int[][] Values(IEnumerable<Sample> samples) => [.. samples.Select(sample => sample.X[0].ToArray<int>())];
}
