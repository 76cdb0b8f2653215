using SharpFuzz;

namespace Cornea.Reliability.Malformed;

/// <summary>The program that a coverage-guided fuzzer runs.</summary>
internal static class FuzzRun
{
    private const int LongestSeed = 40_000; // larger ones make every step of the fuzzer slow

    public static int Run(Arguments arguments)
    {
        var name = arguments.Values.Count == 1 ? arguments.Values[0] : throw new UsageException("fuzz expects a format.");
        var format = BinaryFormats.Find(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            // What is not documented leaves as an exception, and counts as a crash.
            format.Read(content.ToArray(), new Gauge(content.Length, format));
        });
        return 0;
    }

    public static int WriteSeeds(Arguments arguments)
    {
        if (arguments.Values.Count != 2)
            throw new UsageException("seeds expects a format and a folder.");
        Directory.CreateDirectory(arguments.Values[1]);
        var seeds = BinaryFormats.Find(arguments.Values[0]).Seeds().Where(seed => seed.Length <= LongestSeed).ToArray();
        for (var i = 0; i < seeds.Length; i++)
            File.WriteAllBytes(Path.Combine(arguments.Values[1], $"seed-{i}"), seeds[i]);
        return 0;
    }
}
