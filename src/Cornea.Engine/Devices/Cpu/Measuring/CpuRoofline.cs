using System.Diagnostics;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Measuring;

/// <summary>Measures what this machine's cores can do at most.</summary>
internal static class CpuRoofline
{
    private const int Runs = 20;
    private const int Readings = 5;
    private static readonly Dictionary<int, Roofline> Measured = [];

    /// <summary>The limits of some threads together, measured once in a process.</summary>
    /// <param name="threads">The number of threads, at least 1.</param>
    public static Roofline Of(int threads)
    {
        lock (Measured)
        {
            if (!Measured.TryGetValue(threads, out var limits))
                Measured.Add(threads, limits = new Roofline(MultiplyAdds(threads), Reading(threads)));
            return limits;
        }
    }

    /// <summary>Floating-point operations per second: the best of 20 runs of a few hundred microseconds.</summary>
    /// <param name="threads">The number of threads, at least 1.</param>
    public static double MultiplyAdds(int threads) =>
        MultiplyAddWork.Operations * threads / Shortest(new MultiplyAddWork(threads), threads, Runs);

    /// <summary>Bytes per second read from memory: the best of five readings of 128 MiB.</summary>
    /// <param name="threads">The number of threads, at least 1.</param>
    public static double Reading(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var work = new ReadingWork(threads);
        work.Fill();
        return work.Bytes / Shortest(work, threads, Readings);
    }

    // Seconds; the run before the first compiles.
    private static double Shortest(TileWork work, int threads, int runs)
    {
        var team = Workers.Get(threads);
        team.Run(work, threads);
        var best = long.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            team.Run(work, threads);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }
        return (double)best / Stopwatch.Frequency;
    }
}
