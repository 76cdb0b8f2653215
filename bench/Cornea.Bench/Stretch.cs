using System.Diagnostics;
using System.Globalization;

namespace Cornea.Bench;

/// <summary>
/// A stretch of time, and how many cores others used meanwhile: other processes and the hypervisor, from <c>/proc/stat</c>. The
/// same rule as the peer's script: a stretch counts as undisturbed where that was below 0.15 core. Elsewhere than on Linux
/// nothing is known of the others, and every stretch counts.
/// </summary>
internal readonly record struct Stretch(double Seconds, double OtherCores)
{
    private const double Quiet = 0.15;
    private const double TicksPerSecond = 100;
    // The kernel counts ticks of 10 ms: two of them may be our own, counted late.
    private const double Coarseness = 0.02;

    public bool Clean => OtherCores < Quiet;

    public static Mark Begin() => new(Stopwatch.GetTimestamp(), Busy(), Own());

    /// <summary>Waits until others leave the cores alone for half a second, or until the limit.</summary>
    public static void WaitForQuiet(TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        for (var quiet = 0; quiet < 2 && Stopwatch.GetElapsedTime(start) < limit;)
        {
            var mark = Begin();
            Thread.Sleep(250);
            quiet = mark.End().Clean ? quiet + 1 : 0;
        }
    }

    private static double Own() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Busy()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        using var reader = new StreamReader("/proc/stat");
        // cpu user nice system idle iowait irq softirq steal
        var fields = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(i => double.Parse(fields[i], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Where a stretch began.</summary>
    internal readonly record struct Mark(long Time, double Busy, double Own)
    {
        public Stretch End()
        {
            var seconds = Stopwatch.GetElapsedTime(Time).TotalSeconds;
            var other = Stretch.Busy() - Busy - (Stretch.Own() - Own);
            return new Stretch(seconds, double.IsNaN(other) ? 0 : Math.Max(0, other - Coarseness) / seconds);
        }
    }
}
