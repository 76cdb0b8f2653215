using System.Diagnostics;
using Cornea.Serving;

namespace Cornea.Bench.Serving;

/// <summary>Swaps of a large model while clients ask.</summary>
internal static class SwapLoad
{
    private const int Clients = 4;

    public static bool Run(int swaps)
    {
        // Made before: how models come to be is not what is measured.
        Model[] models = [Large(1), Large(2)];
        using var server = models[0].Serve(new ServingOptions { Version = "1" });
        var sample = new float[5000];
        var failed = 0;
        var quiet = Ask(server, sample, 5, ref failed, null);
        var load = Ask(server, sample, 0, ref failed, () =>
        {
            for (var swap = 0; swap < swaps; swap++)
                server.SwapAsync(models[(swap + 1) % 2]).GetAwaiter().GetResult();
        });
        Console.WriteLine(
            $"quiet: {quiet.Length:N0} requests, p50 {At(quiet, 0.5):F1} ms, p99 {At(quiet, 0.99):F1} ms; " +
            $"{swaps} swaps of 100 MB: {load.Length:N0} requests, p50 {At(load, 0.5):F1} ms, p99 {At(load, 0.99):F1} ms, " +
            $"{At(load, 0.99) / At(quiet, 0.99):F2} times; {failed} failed; version {server.Version}");
        return failed == 0 && At(load, 0.99) <= 3 * At(quiet, 0.99);
    }

    // 25 million weights.
    private static Sequential Large(long seed) => new(seed: seed) { new Dense(5000, inputDim: 5000) };

    // The milliseconds of the requests of some clients, in order, for so many seconds or as long as something else goes on.
    private static double[] Ask(ModelServer server, float[] sample, int seconds, ref int failed, Action? meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var (times, failures) = (new List<double>(), 0);
        var clients = Enumerable.Range(0, Clients).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var start = Stopwatch.GetTimestamp();
                try
                {
                    server.PredictAsync(sample).GetAwaiter().GetResult();
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref failures);
                }
                lock (times)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        })).ToArray();
        foreach (var client in clients)
            client.Start();
        if (meanwhile is null)
            Thread.Sleep(seconds * 1000);
        else
            meanwhile();
        stop.Cancel();
        foreach (var client in clients)
            client.Join();
        failed += failures;
        times.Sort();
        return [.. times];
    }

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}
