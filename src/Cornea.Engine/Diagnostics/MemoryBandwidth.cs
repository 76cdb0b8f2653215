using Cornea.Devices.Cpu.Measuring;

namespace Cornea.Diagnostics;

/// <summary>Measures how fast this machine reads memory: the ceiling of everything that does little with each value.</summary>
public static class MemoryBandwidth
{
    /// <summary>Adds up 128 MiB of float32, more than caches hold, shared out to several threads.</summary>
    /// <param name="threads">The number of threads, at least 1; the calling thread is one of them.</param>
    /// <returns>Bytes read by all threads together in GB/s (10^9 bytes per second): the best of five readings.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <example><code>Console.WriteLine($"{MemoryBandwidth.Measure(1):F0} GB/s on one core");</code></example>
    public static double Measure(int threads) => 1e-9 * CpuRoofline.Reading(threads);
}
