using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Cornea.Backends.Cpu;

/// <summary>
/// A fixed number of threads that run tiles together. The calling thread is lane 0; the others are background workers that spin
/// for a short while after each run and then sleep. Tiles are claimed from one counter, so a lane that the machine takes away
/// holds up one tile at most. A run allocates nothing.
/// </summary>
internal sealed class Lanes
{
    private const int Closed = int.MaxValue;
    private static readonly Dictionary<int, Lanes> Cache = [];
    private static readonly long WorkerSpin = Stopwatch.Frequency / 20_000; // 50 microseconds
    private static readonly long CallerSpin = Stopwatch.Frequency / 50_000; // 20 microseconds

    [ThreadStatic] private static Lanes? t_running;
    [ThreadStatic] private static int t_lane;

    private readonly Lock _gate = new();
    private readonly Parker[] _workers;
    private readonly Parker _caller = new();
    private readonly bool _spins;
    private TileWork? _work;
    private int _tiles;
    private ExceptionDispatchInfo? _failure;
    private Counters _counters;

    private Lanes(int count)
    {
        Count = count;
        _spins = count <= Environment.ProcessorCount;
        _workers = new Parker[count - 1];
        _counters.Next = Closed;
        for (int lane = 1; lane < count; lane++)
        {
            var parker = _workers[lane - 1] = new Parker();
            int index = lane;
            new Thread(() => Work(index, parker)) { IsBackground = true, Name = $"Cornea lane {lane}" }.Start();
        }
    }

    /// <summary>The number of lanes, the calling thread included.</summary>
    public int Count { get; }

    /// <summary>The lanes for a count; they are made once and kept.</summary>
    public static Lanes Get(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (Cache)
        {
            if (!Cache.TryGetValue(count, out var lanes)) Cache.Add(count, lanes = new Lanes(count));
            return lanes;
        }
    }

    /// <summary>
    /// Runs every tile once and returns when all are done. A call from inside a tile runs its tiles in place. After a tile throws,
    /// tiles not yet started are skipped and the first exception is thrown here.
    /// </summary>
    public void Run(TileWork work, int tiles)
    {
        if (tiles <= 0) return;
        if (t_running is not null)
        {
            RunInline(work, tiles, t_running == this ? t_lane : 0);
            return;
        }
        if (tiles == 1 || Count == 1)
        {
            lock (_gate)
            {
                t_running = this;
                t_lane = 0;
                try
                {
                    RunInline(work, tiles, 0);
                }
                finally
                {
                    t_running = null;
                }
            }
            return;
        }
        lock (_gate)
        {
            _work = work;
            _tiles = tiles;
            _counters.Finished = 0;
            long epoch = (_counters.Next >> 32) + 1;
            Interlocked.Exchange(ref _counters.Next, epoch << 32);
            int wanted = Math.Min(_workers.Length, tiles - 1);
            for (int worker = 0; worker < wanted; worker++) _workers[worker].Wake();
            Claim(0);
            if (Volatile.Read(ref _counters.Finished) != tiles) Join(tiles);

            // A worker that comes late must find no tile before the fields change.
            Interlocked.Exchange(ref _counters.Next, (epoch << 32) | Closed);
            _work = null;
            if (_failure is { } failure)
            {
                _failure = null;
                failure.Throw();
            }
        }
    }

    private static void RunInline(TileWork work, int tiles, int lane)
    {
        for (int tile = 0; tile < tiles; tile++) work.RunTile(tile, lane);
    }

    /// <summary>Claims and runs tiles until none is left. The high half of the counter is the run's number, so a stale claim fails.</summary>
    private void Claim(int lane)
    {
        int done = 0;
        t_running = this;
        t_lane = lane;
        while (true)
        {
            long next = Volatile.Read(ref _counters.Next);
            int tile = (int)(next & uint.MaxValue);
            var work = Volatile.Read(ref _work);
            if (tile >= Volatile.Read(ref _tiles)) break;
            if (Interlocked.CompareExchange(ref _counters.Next, next + 1, next) != next) continue;
            if (Volatile.Read(ref _failure) is null)
            {
                try
                {
                    work!.RunTile(tile, lane);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
                }
            }
            done++;
        }
        t_running = null;
        if (done == 0) return;
        int tiles = _tiles;
        if (Interlocked.Add(ref _counters.Finished, done) == tiles && lane != 0) _caller.Wake();
    }

    private void Join(int tiles)
    {
        if (_spins)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int spin = 0; spin < 16; spin++)
                {
                    if (Volatile.Read(ref _counters.Finished) == tiles) return;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() - start < CallerSpin);
        }
        while (true)
        {
            // The worker that holds the last tile may need this core.
            _caller.Announce();
            if (Volatile.Read(ref _counters.Finished) != tiles)
            {
                _caller.Sleep();
                continue;
            }
            if (!_caller.Withdraw()) _caller.Sleep();
            return;
        }
    }

    private void Work(int lane, Parker parker)
    {
        long seen = 0;
        while (true)
        {
            seen = Await(seen, parker);
            Claim(lane);
        }
    }

    /// <summary>Waits for a run later than the one seen; returns its number.</summary>
    private long Await(long seen, Parker parker)
    {
        long current;
        if (_spins)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int spin = 0; spin < 16; spin++)
                {
                    current = Volatile.Read(ref _counters.Next) >> 32;
                    if (current != seen) return current;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() - start < WorkerSpin);
        }
        while (true)
        {
            parker.Announce();
            current = Volatile.Read(ref _counters.Next) >> 32;
            if (current == seen)
            {
                parker.Sleep();
                continue;
            }
            if (!parker.Withdraw()) parker.Sleep();
            return current;
        }
    }

    /// <summary>The two counters that every lane writes, each on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counters
    {
        [FieldOffset(128)] public long Next;
        [FieldOffset(256)] public int Finished;
    }
}
