using Cornea.Devices.Cpu.Threads;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Threads;

public sealed class WorkersTests
{
    private sealed class Body(Action<int, int> body) : TileWork
    {
        public override void RunTile(int tile, int worker) => body(tile, worker);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_tile_runs_exactly_once_in_ten_thousand_runs(int count)
    {
        var workers = Workers.Get(count);
        workers.Count.ShouldBe(count);
        int[] runs = new int[37];
        int strangers = 0;
        var work = new Body((tile, worker) =>
        {
            Interlocked.Increment(ref runs[tile]);
            if (worker < 0 || worker >= count) Interlocked.Increment(ref strangers);
        });
        int[] expected = new int[37];
        int total = count > Environment.ProcessorCount ? 2_000 : 10_000;
        for (int run = 0; run < total; run++)
        {
            int tiles = run % 38;
            workers.Run(work, tiles);
            for (int tile = 0; tile < tiles; tile++) expected[tile]++;
            if (run % 100 == 0) runs.ShouldBe(expected);
        }
        runs.ShouldBe(expected);
        strangers.ShouldBe(0);
    }

    [Fact]
    public void More_tiles_than_one_round_holds_all_run()
    {
        long sum = 0;
        Workers.Get(2).Run(new Body((tile, _) => Interlocked.Add(ref sum, tile)), 5_000_000);
        sum.ShouldBe(5_000_000L * 4_999_999 / 2);
    }

    [Fact]
    public void The_workers_of_a_count_are_made_once() => Workers.Get(2).ShouldBeSameAs(Workers.Get(2));

    [Fact]
    public void A_count_below_one_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => Workers.Get(0));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void An_exception_in_a_tile_reaches_the_caller_and_the_workers_live_on(int count)
    {
        var workers = Workers.Get(count);
        var bad = new Body((tile, _) =>
        {
            if (tile == 5) throw new InvalidOperationException("tile 5");
        });
        int good = 0;
        var work = new Body((_, _) => Interlocked.Increment(ref good));
        for (int run = 0; run < 50; run++)
        {
            Should.Throw<InvalidOperationException>(() => workers.Run(bad, 16)).Message.ShouldBe("tile 5");
            workers.Run(work, 16);
        }
        good.ShouldBe(50 * 16);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_from_inside_a_tile_runs_in_place_on_the_same_worker(int count)
    {
        var workers = Workers.Get(count);
        int inner = 0, strays = 0;
        var outer = new Body((_, worker) => workers.Run(
            new Body((_, innerWorker) =>
            {
                Interlocked.Increment(ref inner);
                if (innerWorker != worker) Interlocked.Increment(ref strays);
            }),
            7));
        for (int run = 0; run < 200; run++) workers.Run(outer, 9);
        inner.ShouldBe(200 * 9 * 7);
        strays.ShouldBe(0);
    }

    [Fact]
    public void Runs_from_several_threads_take_turns()
    {
        var workers = Workers.Get(2);
        int sum = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            var work = new Body((tile, _) => Interlocked.Add(ref sum, tile));
            for (int run = 0; run < 500; run++) workers.Run(work, 10);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        sum.ShouldBe(4 * 500 * 45);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var workers = Workers.Get(2);
        var work = new Body(static (_, _) => { });
        for (int run = 0; run < 100; run++) workers.Run(work, 8);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int run = 0; run < 1000; run++) workers.Run(work, 8);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The sleeping lock of the runtime may allocate once when a thread first waits; a run itself never does.
        least.ShouldBe(0);
    }
}
