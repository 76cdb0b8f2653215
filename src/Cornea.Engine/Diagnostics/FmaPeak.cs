using Cornea.Devices.Cpu.Measuring;

namespace Cornea.Diagnostics;

/// <summary>Measures how fast this machine can multiply and add in float32: the ceiling of every dense network on its CPU.</summary>
public static class FmaPeak
{
    /// <summary>
    /// Runs independent chains of fused multiply-adds in registers on several threads at once and counts two operations for each.
    /// </summary>
    /// <param name="threads">The number of threads, at least 1; the calling thread is one of them.</param>
    /// <returns>The peak of all threads together in GF/s (10^9 floating-point operations per second): the best of 20 runs of a few hundred
    /// microseconds.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <example><code>Console.WriteLine($"{FmaPeak.Measure(1):F0} GF/s on one core");</code></example>
    public static double Measure(int threads) => 1e-9 * CpuRoofline.MultiplyAdds(threads);
}
