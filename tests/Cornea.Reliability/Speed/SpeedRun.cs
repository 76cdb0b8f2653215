using System.Diagnostics;
using Cornea.Saving;

namespace Cornea.Reliability.Speed;

/// <summary>Saves and loads a large .keras from the page cache.</summary>
internal static class SpeedRun
{
    private const double Megabyte = 1e6;
    private const int Layers = 4;

    public static int Run(Arguments arguments)
    {
        var width = (int)Math.Sqrt(arguments.Megabytes * Megabyte / sizeof(float) / Layers);
        var model = new Sequential([.. Enumerable.Range(0, Layers).Select(layer => new Dense(width, inputDim: layer == 0 ? width : null))]);
        var folder = Directory.CreateTempSubdirectory("cornea-speed-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.keras");
            var bytes = model.Weights.Sum(weight => weight.Variable.Type.Bytes);
            Report("save", bytes, arguments.Rounds, () => model.Save(path));
            // As h5py does it: what the disk needs for the flush is counted apart.
            var unflushed = Path.Combine(folder.FullName, "unflushed.keras");
            Report("save, no flush", bytes, arguments.Rounds, () =>
            {
                using var stream = File.Create(unflushed);
                ModelWriter.WriteArchive(model, stream);
            });
            Report("load", bytes, arguments.Rounds, () => _ = Model.Load(path));
            var weights = Path.Combine(folder.FullName, "model.weights.h5");
            Report("save weights", bytes, arguments.Rounds, () => model.SaveWeights(weights));
            Report("load weights", bytes, arguments.Rounds, () => model.LoadWeights(weights));
            return Peer.Run(folder.FullName, width, Layers, arguments.Rounds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Report(string what, long bytes, int rounds, Action action)
    {
        var (times, allocated) = (new List<double>(), 0L);
        action();
        for (var round = 0; round < rounds; round++)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            allocated = Math.Max(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        times.Sort();
        Console.WriteLine(
            $"{what,-14} best {bytes / times[0] / 1e9:F2} GB/s, median {bytes / times[times.Count / 2] / 1e9:F2} GB/s; allocates " +
            $"{allocated / (double)bytes:F2} times the model's {bytes / Megabyte:F0} MB");
    }
}
