using System.Diagnostics;
using System.Globalization;
using Cornea.Distribution;

namespace Cornea.Mpi.Worker;

/// <summary>
/// Measures what the reduction of a bucket sends (an AllToAll of the gradients, an AllGather of the sums), and fits a model to it:
/// N processes need 2 (N - 1) latency + 2 bytes (N - 1) / N / bandwidth.
/// </summary>
internal static class ExchangeTime
{
    private const int Repetitions = 41;

    /// <summary>Runs.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="stepBytes">Bytes of gradients of a step that is projected.</param>
    /// <param name="stepMilliseconds">What such a step computes.</param>
    public static void Run(ICollective processes, long stepBytes, double stepMilliseconds)
    {
        var (n, points) = (processes.Size, new List<(double Bytes, double Seconds)>());
        for (var bytes = 4096; bytes <= 16 << 20; bytes *= 4)
        {
            points.Add((bytes, Time(processes, bytes)));
        }
        if (processes.Rank != 0)
        {
            return;
        }
        // Relative errors count, so that small buckets say the latency and large ones the bandwidth.
        double sw = 0, sb = 0, sbb = 0, st = 0, sbt = 0;
        foreach (var (b, t) in points)
        {
            var w = 1 / (t * t);
            (sw, sb, sbb, st, sbt) = (sw + w, sb + w * b, sbb + w * b * b, st + w * t, sbt + w * b * t);
        }
        var slope = (sw * sbt - sb * st) / (sw * sbb - sb * sb);
        var constant = (st - slope * sb) / sw;
        var (latency, bandwidth) = (constant / (2 * (n - 1)), 2.0 * (n - 1) / n / slope);
        Line($"{n} processes by {processes.Description}");
        foreach (var (b, t) in points)
        {
            Line($"{b,12:N0} bytes {t * 1e3,9:0.000} ms, by the model {(constant + slope * b) * 1e3,9:0.000} ms");
        }
        Line($"latency {latency * 1e6:0.0} us, bandwidth {bandwidth / 1e9:0.00} GB/s");
        Line($"projection for a step that computes {stepMilliseconds:0.0} ms and reduces {stepBytes:N0} bytes, nothing hidden:");
        foreach (var size in (int[])[2, 4, 8, 16, 32, 64])
        {
            var exchange = (2 * (size - 1) * latency + 2.0 * stepBytes * (size - 1) / size / bandwidth) * 1e3;
            Line($"{size,4} machines: {exchange,8:0.00} ms of exchange, efficiency {stepMilliseconds / (stepMilliseconds + exchange):P0}");
        }
    }

    private static double Time(ICollective processes, int bytes)
    {
        var n = processes.Size;
        var slice = (bytes / sizeof(float) + n - 1) / n * sizeof(float);
        var (parts, received) = (Pinned(slice * n), Pinned(slice * n));
        var (own, all) = (Pinned(slice), Pinned(slice * n));
        var times = new double[Repetitions];
        for (var i = 0; i < times.Length; i++)
        {
            processes.Barrier();
            var begin = Stopwatch.GetTimestamp();
            processes.AllToAll(parts, received);
            processes.AllGather(own, all);
            times[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static byte[] Pinned(int length) => GC.AllocateArray<byte>(length, pinned: true);

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
