using System.Globalization;

namespace Cornea.Bench.Serving;

/// <summary>What a server must withstand and how fast it is: `serve PART [COUNT]`.</summary>
internal static class ServeCommand
{
    public const string Help = """
          serve PART [COUNT]
              What a server must withstand, each with its figures; code 1 where one is not met.
              threads      64 threads, COUNT (10000) requests each: every answer is compared, memory is looked at
              predictions  COUNT (1000000) predictions without a dispose: memory
              create       COUNT (100000) times create, predict, dispose: memory and time
              lengths      COUNT (1000) input lengths in random order: memory
              swap         COUNT (20) swaps of a 100 MB model under load: failed requests, p99 beside the quiet one
              throughput   32 clients for COUNT (10) seconds each of: hand-written pool, server, in turn, three times

        """;

    private static readonly (string Name, int Count, Func<int, bool> Run)[] Parts =
    [
        ("threads", 10_000, Soak.Threads),
        ("predictions", 1_000_000, Soak.Predictions),
        ("create", 100_000, Soak.Create),
        ("lengths", 1_000, Soak.Lengths),
        ("swap", 20, SwapLoad.Run),
        ("throughput", 10, Throughput.Run),
    ];

    public static int Run(string[] args)
    {
        var part = Parts.FirstOrDefault(part => part.Name == args.ElementAtOrDefault(1));
        if (part.Run is null || args.Length > 3)
            throw new UsageException($"serve needs a part: {string.Join(", ", Parts.Select(known => known.Name))}.");
        var count = part.Count;
        if (args.Length == 3 && (!int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
            throw new UsageException($"serve {part.Name} expects a whole number of 1 or more, but received '{args[2]}'.");
        Console.WriteLine($"{Machine.Processor}, {Environment.ProcessorCount} processors, load {Load()} before");
        var isMet = part.Run(count);
        Console.WriteLine($"load {Load()} after; {(isMet ? "met" : "NOT MET")}");
        return isMet ? 0 : 1;
    }

    // Others on the machine make figures worse: the load of the last minute says how much to trust them.
    private static string Load() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
