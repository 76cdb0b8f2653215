using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Cornea.Devices.Cpu.Threads;

/// <summary>
/// A fixed number of threads that run tiles together. The calling thread is worker 0; the others are background threads that spin
/// for a short while after each run and then sleep. Each worker starts on its own share of the tiles, the same in every run, so that
/// data stays in the caches of its core; a worker that has finished takes tiles from the end of another's share, so a worker that the
/// machine takes away holds up one tile at most. A run allocates nothing.
/// </summary>
internal sealed class Workers
{
    private const int MostTiles = (1 << 21) - 1; // in one round: a share holds two tile numbers of 21 bits and the round's number
    private static readonly Dictionary<int, Workers> Cache = [];
    private static readonly long WorkerSpin = Stopwatch.Frequency / 20_000; // 50 microseconds
    private static readonly long PlanSpin = Stopwatch.Frequency / 1_000; // while more runs are sure to follow
    private static readonly long CallerSpin = Stopwatch.Frequency / 50_000; // 20 microseconds

    [ThreadStatic] private static Workers? _running;
    [ThreadStatic] private static int _worker;

    private readonly Lock _gate = new();
    private readonly Parker[] _sleepers;
    private readonly Parker _caller = new();
    private readonly bool _spins;
    private readonly Cell[] _shares;
    private TileWork? _work;
    private int _firstTile;
    private ExceptionDispatchInfo? _failure;
    private Cell _round;
    private Cell _unfinished;
    private Cell _plans;

    private Workers(int count)
    {
        Count = count;
        _spins = count <= Environment.ProcessorCount;
        _sleepers = new Parker[count - 1];
        _shares = GC.AllocateArray<Cell>(count, pinned: true);
        for (int worker = 1; worker < count; worker++)
        {
            var parker = _sleepers[worker - 1] = new Parker();
            int index = worker;
            new Thread(() => Work(index, parker)) { IsBackground = true, Name = $"Cornea worker {worker}" }.Start();
        }
    }

    /// <summary>The number of workers, the calling thread included.</summary>
    public int Count { get; }

    /// <summary>The workers for a count; they are made once and kept.</summary>
    public static Workers Get(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (Cache)
        {
            if (!Cache.TryGetValue(count, out var workers)) Cache.Add(count, workers = new Workers(count));
            return workers;
        }
    }

    /// <summary>
    /// Runs every tile once and returns when all are done. A call from inside a tile runs its tiles in place. After a tile throws,
    /// tiles not yet started are skipped and the first exception is thrown here.
    /// </summary>
    public void Run(TileWork work, int tiles)
    {
        if (tiles <= 0) return;
        if (_running is not null)
        {
            RunInline(work, tiles, _running == this ? _worker : 0);
            return;
        }
        // What needs no other thread needs no lock either: scratch memory belongs to the plan, and whoever runs a plan holds its lock.
        if (tiles == 1 || Count == 1)
        {
            _running = this;
            _worker = 0;
            try
            {
                RunInline(work, tiles, 0);
            }
            finally
            {
                _running = null;
            }
            return;
        }
        lock (_gate)
        {
            _work = work;
            for (int first = 0; first < tiles && _failure is null; first += MostTiles) Round(first, Math.Min(MostTiles, tiles - first));
            _work = null;
            if (_failure is { } failure)
            {
                _failure = null;
                failure.Throw();
            }
        }
    }

    /// <summary>Says that several runs follow one another until <see cref="Leave"/>: meanwhile threads look longer for work before they
    /// sleep, since waking one costs more than a short kernel.</summary>
    public void Enter()
    {
        if (Count > 1)
            Interlocked.Increment(ref _plans.Value);
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        if (Count > 1)
            Interlocked.Decrement(ref _plans.Value);
    }

    private void Round(int first, int tiles)
    {
        _firstTile = first;
        _unfinished.Value = tiles;
        long round = _round.Value + 1;
        for (int worker = 0; worker < Count; worker++)
        {
            long start = (long)tiles * worker / Count, end = (long)tiles * (worker + 1) / Count;
            Volatile.Write(ref _shares[worker].Value, (round << 42) | (start << 21) | end);
        }
        Interlocked.Exchange(ref _round.Value, round);
        int wanted = Math.Min(_sleepers.Length, tiles - 1);
        for (int i = 0; i < wanted; i++) _sleepers[i].Wake();
        Claim(0);
        if (Volatile.Read(ref _unfinished.Value) != 0) Join();
    }

    private static void RunInline(TileWork work, int tiles, int worker)
    {
        for (int tile = 0; tile < tiles; tile++) work.RunTile(tile, worker);
    }

    /// <summary>Runs the worker's own tiles from the first on, then those of the others from the last on, until none is left.</summary>
    private void Claim(int worker)
    {
        int done = 0;
        _running = this;
        _worker = worker;
        for (int turn = 0; turn < Count; turn++)
        {
            int owner = worker + turn < Count ? worker + turn : worker + turn - Count;
            while (Take(ref _shares[owner].Value, first: turn == 0, out int tile))
            {
                // A claimed tile keeps its round open, so the fields below are those of that round.
                if (Volatile.Read(ref _failure) is null)
                {
                    try
                    {
                        _work!.RunTile(_firstTile + tile, worker);
                    }
                    catch (Exception exception)
                    {
                        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
                    }
                }
                done++;
            }
        }
        _running = null;
        if (done > 0 && Interlocked.Add(ref _unfinished.Value, -done) == 0 && worker != 0) _caller.Wake();
    }

    /// <summary>Takes one tile from a share. A share read in an earlier round has changed since, so that the exchange fails.</summary>
    private static bool Take(ref long share, bool first, out int tile)
    {
        while (true)
        {
            long seen = Volatile.Read(ref share);
            int start = (int)(seen >> 21) & MostTiles, end = (int)seen & MostTiles;
            tile = first ? start : end - 1;
            if (start >= end) return false;
            if (Interlocked.CompareExchange(ref share, first ? seen + (1 << 21) : seen - 1, seen) == seen) return true;
        }
    }

    private void Join()
    {
        if (_spins)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                for (int spin = 0; spin < 16; spin++)
                {
                    if (Volatile.Read(ref _unfinished.Value) == 0) return;
                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetTimestamp() - start < CallerSpin);
        }
        while (true)
        {
            // The worker that holds the last tile may need this core.
            _caller.Announce();
            if (Volatile.Read(ref _unfinished.Value) != 0)
            {
                _caller.Sleep();
                continue;
            }
            if (!_caller.Withdraw()) _caller.Sleep();
            return;
        }
    }

    private void Work(int worker, Parker parker)
    {
        long seen = 0;
        while (true)
        {
            seen = Await(seen, parker);
            Claim(worker);
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
                    current = Volatile.Read(ref _round.Value);
                    if (current != seen) return current;
                    Thread.SpinWait(1);
                }
            }
            while (SpinsOn(Stopwatch.GetTimestamp() - start));
        }
        while (true)
        {
            parker.Announce();
            current = Volatile.Read(ref _round.Value);
            if (current == seen)
            {
                parker.Sleep();
                continue;
            }
            if (!parker.Withdraw()) parker.Sleep();
            return current;
        }
    }

    private bool SpinsOn(long waited)
    {
        if (waited < WorkerSpin)
            return true;
        if (waited >= PlanSpin || Volatile.Read(ref _plans.Value) == 0)
            return false;
        Thread.Yield(); // others may need this core
        return true;
    }

    /// <summary>A number that several workers write, alone on its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Cell
    {
        [FieldOffset(128)] public long Value;
    }
}
