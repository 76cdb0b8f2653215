using Shouldly;
using static Cornea.Tests.Data.DatasetTests;

namespace Cornea.Tests.Data;

/// <summary>What happens between the thread that reads ahead and the one that asks.</summary>
public sealed class DatasetThreadTests
{
    [Fact]
    public void Prefetch_reads_on_another_thread_in_order()
    {
        int here = Environment.CurrentManagedThreadId;
        var threads = new HashSet<int>();
        Dataset dataset = Numbers(50).Map(sample =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return sample;
        }).Prefetch(3);

        Flat(dataset).ShouldBe(Enumerable.Range(0, 50));
        threads.Count.ShouldBe(1);
        threads.ShouldNotContain(here);
        dataset.Count.ShouldBe(50);
    }

    [Fact]
    public void Prefetch_reads_no_more_than_it_may_hold()
    {
        var given = new Counter();
        using IEnumerator<Sample> samples = Counted(given).Prefetch(2).GetEnumerator();
        samples.MoveNext();
        // Two wait in the queue and a third for its place.
        SpinWait.SpinUntil(() => given.Value == 4, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        samples.MoveNext();
        SpinWait.SpinUntil(() => given.Value == 5, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        given.Value.ShouldBe(5);
    }

    [Fact]
    public void An_exception_comes_after_the_samples_before_it_with_its_stack()
    {
        Dataset failing = Dataset.FromGenerator(_ => Failing()).Prefetch(5);
        using IEnumerator<Sample> samples = failing.GetEnumerator();
        samples.MoveNext().ShouldBeTrue();
        samples.MoveNext().ShouldBeTrue();
        var exception = Should.Throw<InvalidDataException>(() => samples.MoveNext());
        exception.StackTrace!.ShouldContain(nameof(Failing));

        static IEnumerable<Sample> Failing()
        {
            yield return Tensor.From(1);
            yield return Tensor.From(2);
            throw new InvalidDataException("the third");
        }
    }

    [Fact]
    public void Leaving_early_disposes_of_the_source_and_ends_its_thread()
    {
        var source = new Counter();
        Dataset dataset = Counted(source).Batch(2).Prefetch(1).Prefetch(1);
        Thread? thread = null;
        dataset = dataset.Map(sample => sample);
        var watched = Dataset.FromGenerator(_ => Watched()).Prefetch(1);
        foreach (Sample _ in watched)
            break;
        source.Disposed.ShouldBe(1);
        thread.ShouldNotBeNull().IsAlive.ShouldBeFalse();

        IEnumerable<Sample> Watched()
        {
            thread = Thread.CurrentThread;
            foreach (Sample sample in dataset)
                yield return sample;
        }
    }

    [Fact]
    public void Many_passes_left_early_leave_no_thread_behind()
    {
        var source = new Counter();
        Dataset dataset = Counted(source).Prefetch(2);
        for (int pass = 0; pass < 200; pass++)
            dataset.Take(pass % 3).Count().ShouldBe(pass % 3);
        // A pass of which nothing was asked starts no thread.
        source.Disposed.ShouldBe(source.Opened);
        source.Opened.ShouldBe(133);
    }

    [Fact]
    public void Cancelling_ends_a_pass_that_waits()
    {
        using var cancel = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        Dataset stuck = Dataset.FromGenerator((_, token) => Stuck(token)).Prefetch();
        using IEnumerator<Sample> samples = stuck.Pass(0, cancel.Token).GetEnumerator();
        samples.MoveNext().ShouldBeTrue();
        cancel.CancelAfter(1);
        Should.Throw<OperationCanceledException>(() => samples.MoveNext());

        IEnumerable<Sample> Stuck(CancellationToken token)
        {
            yield return Tensor.From(1);
            never.Wait(token);
        }
    }

    [Fact]
    public void Leaving_a_pass_wakes_a_source_that_waits()
    {
        using var never = new ManualResetEventSlim();
        Dataset.FromGenerator((_, token) => Stuck(token)).Prefetch().Take(1).Count().ShouldBe(1);

        IEnumerable<Sample> Stuck(CancellationToken token)
        {
            yield return Tensor.From(1);
            never.Wait(token);
        }
    }

    [Fact]
    public void Cancelling_ends_every_kind_of_pass()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        foreach (Dataset dataset in new[] { Numbers(3), Numbers(3).Batch(2), Stream(3), Stream(3).Shuffle(), Numbers(3).Repeat(),
            Stream(3).Cache(), Numbers(3).Prefetch() })
        {
            Should.Throw<OperationCanceledException>(() => dataset.Pass(0, cancel.Token).Count());
        }
    }

    private static Dataset Counted(Counter counter) => Dataset.FromGenerator(_ => counter.Count());

    private sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public int Opened { get; private set; }

        public int Disposed { get; private set; }

        public IEnumerable<Sample> Count()
        {
            Opened++;
            try
            {
                while (true)
                    yield return Tensor.From(Interlocked.Increment(ref _value));
            }
            finally
            {
                Disposed++;
            }
        }
    }
}
