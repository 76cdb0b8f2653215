using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cornea.Bench.Serving;

/// <summary>32 clients of the lecture's network: a pool of predictors as one writes it by hand, and a server, in turn.</summary>
internal static class Throughput
{
    private const int Clients = 32;

    public static bool Run(int seconds)
    {
        var model = ServedWorkload.Model();
        var samples = ServedWorkload.Samples(64);
        var (ratios, slowest) = (new List<double>(), 0.0);
        for (var round = 1; round <= 3; round++)
        {
            var (pool, server) = (Pool(model, samples, seconds), Server(model, samples, seconds));
            Console.WriteLine($"round {round}: pool {pool}; server {server}");
            ratios.Add(server.PerSecond / pool.PerSecond);
            slowest = Math.Max(slowest, server.P99);
        }
        ratios.Sort();
        Console.WriteLine($"server / pool: {string.Join(", ", ratios.Select(ratio => $"{ratio:F2}"))}; slowest p99 {slowest:F1} ms");
        return ratios[1] >= 1 && slowest < 10;
    }

    private static Rate Pool(Model model, float[][] samples, int seconds)
    {
        var free = new ConcurrentBag<Predictor>();
        using var available = new SemaphoreSlim(Environment.ProcessorCount);
        for (var i = 0; i < Environment.ProcessorCount; i++)
            free.Add(model.Prepare(batchSize: 1, CompileOptions.Default with { Threads = 1 }));
        return Measure(seconds, async number =>
        {
            await available.WaitAsync();
            try
            {
                free.TryTake(out var predictor);
                var answer = predictor!.Predict(samples[number % samples.Length]).ToArray();
                free.Add(predictor);
                return answer;
            }
            finally
            {
                available.Release();
            }
        });
    }

    private static Rate Server(Model model, float[][] samples, int seconds)
    {
        using var server = model.Serve();
        return Measure(seconds, async number => (await server.PredictAsync(samples[number % samples.Length])).Values);
    }

    private static Rate Measure(int seconds, Func<int, Task<float[]>> ask)
    {
        var times = new ConcurrentBag<double[]>();
        var start = Stopwatch.GetTimestamp();
        Task.WaitAll([.. Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                var asked = Stopwatch.GetTimestamp();
                await ask(client + own.Count);
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            times.Add([.. own]);
        }))]);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] all = [.. times.SelectMany(own => own).Order()];
        return new Rate(all.Length / elapsed, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }

    private readonly record struct Rate(double PerSecond, double P50, double P99)
    {
        public override string ToString() => $"{PerSecond:N0} requests/s, p50 {P50:F2} ms, p99 {P99:F2} ms";
    }
}
