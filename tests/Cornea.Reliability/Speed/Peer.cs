using System.Diagnostics;
using System.Globalization;

namespace Cornea.Reliability.Speed;

/// <summary>h5py on the same machine in the same run, as the layers of Keras use it: one dataset per variable.</summary>
internal static class Peer
{
    private const string Script = """
        import sys, time
        try:
            import h5py, numpy
        except ImportError:
            print("h5py        not installed"); sys.exit(0)
        folder, width, layers, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        values = [numpy.random.rand(width, width).astype("float32") for _ in range(layers)]
        size = sum(value.nbytes for value in values)
        path = folder + "/peer.h5"
        def save():
            with h5py.File(path, "w") as file:
                for i, value in enumerate(values):
                    file.create_dataset("layers/dense_%d/vars/0" % i, data=value)
        def load():
            with h5py.File(path, "r") as file:
                return [file["layers/dense_%d/vars/0" % i][()] for i in range(layers)]
        for name, action in (("h5py save", save), ("h5py load", load)):
            action()
            times = []
            for _ in range(rounds):
                start = time.perf_counter(); action(); times.append(time.perf_counter() - start)
            times.sort()
            print("%-14s best %.2f GB/s, median %.2f GB/s" % (name, size / times[0] / 1e9, size / times[len(times) // 2] / 1e9))
        """;

    public static int Run(string folder, int width, int layers, int rounds)
    {
        // The system's Python has the system's h5py, whatever else comes first on the path.
        const string system = "/usr/bin/python3";
        var start = new ProcessStartInfo(File.Exists(system) ? system : "python3");
        foreach (var argument in (object[])["-c", Script, folder, width, layers, rounds])
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("h5py           NOT RUN: there is no python3");
            return 0;
        }
    }
}
