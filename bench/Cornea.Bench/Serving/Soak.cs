using System.Diagnostics;
using Cornea.Serving;

namespace Cornea.Bench.Serving;

/// <summary>Long runs in which nothing may go wrong and memory must stay flat.</summary>
internal static class Soak
{
    // What the collector and the runtime's own tables may still hold more at the end than after a tenth of the run.
    private const double Flat = 4;

    public static bool Threads(int count)
    {
        var model = ServedWorkload.Model();
        var samples = ServedWorkload.Samples(256);
        var expected = ServedWorkload.Expected(model, samples);
        using var server = model.Serve(new ServingOptions { WhenFull = FullQueue.Wait });
        var (wrong, failed, done) = (0, 0, 0L);
        var watch = Stopwatch.StartNew();
        var memory = new MemoryTrack(64L * count);
        var threads = Enumerable.Range(0, 64).Select(number => new Thread(() =>
        {
            for (var i = 0; i < count; i++)
            {
                var index = (number * 31 + i) % samples.Length;
                try
                {
                    var answer = server.PredictAsync(samples[index]).GetAwaiter().GetResult();
                    if (!ServedWorkload.Close(answer.Values, expected[index]))
                        Interlocked.Increment(ref wrong);
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref failed);
                }
                memory.Reached(Interlocked.Increment(ref done));
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        var rate = done / watch.Elapsed.TotalSeconds;
        Console.WriteLine($"64 threads x {count:N0}: {wrong} wrong, {failed} exceptions, {rate:N0} requests/s");
        return memory.IsFlat(Flat) && wrong + failed == 0;
    }

    public static bool Predictions(int count)
    {
        var model = ServedWorkload.Model();
        var sample = ServedWorkload.Samples(1)[0];
        using var server = model.Serve();
        var watch = Stopwatch.StartNew();
        var memory = new MemoryTrack(count);
        for (var i = 1; i <= count; i++)
        {
            server.PredictAsync(sample).GetAwaiter().GetResult();
            memory.Reached(i);
        }
        Console.WriteLine($"{count:N0} predictions, one after the other: {watch.Elapsed.TotalMicroseconds / count:F1} us each");
        return memory.IsFlat(Flat);
    }

    public static bool Create(int count)
    {
        var model = new Sequential { new Dense(1, inputDim: 1) };
        var watch = Stopwatch.StartNew();
        var memory = new MemoryTrack(count);
        for (var i = 1; i <= count; i++)
        {
            var server = model.Serve(new ServingOptions { MaxBatch = 1, Parallelism = 1 });
            server.PredictAsync([1f]).GetAwaiter().GetResult();
            server.Dispose();
            memory.Reached(i);
        }
        Console.WriteLine($"{count:N0} x (create, predict, dispose): {watch.Elapsed.TotalMicroseconds / count:F1} us each");
        return memory.IsFlat(Flat);
    }

    public static bool Lengths(int count)
    {
        var x = Model.Input([Shape.Unknown, 8]);
        var model = new Functional(x, new Dense(4).On(new LSTM(16).On(x)));
        using var server = model.Serve();
        var lengths = Enumerable.Range(1, count).ToArray();
        new System.Random(1).Shuffle(lengths);
        var watch = Stopwatch.StartNew();
        var memory = new MemoryTrack(count);
        for (var i = 1; i <= count; i++)
        {
            server.PredictAsync(new float[lengths[i - 1] * 8]).GetAwaiter().GetResult();
            memory.Reached(i);
        }
        Console.WriteLine($"{count:N0} lengths in random order: {watch.Elapsed.TotalMilliseconds / count:F2} ms each, compiling included");
        // Plans for 64 lengths are kept, of whatever lengths these are.
        return memory.IsFlat(64);
    }
}
