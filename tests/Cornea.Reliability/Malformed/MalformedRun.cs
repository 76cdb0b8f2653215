using System.Diagnostics;

namespace Cornea.Reliability.Malformed;

/// <summary>Reads malformed files of each format and counts what came of them.</summary>
internal static class MalformedRun
{
    private const int UsualCount = 10_000;
    private const int MostShown = 5;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(2);

    public static int Run(Arguments arguments)
    {
        var formats = arguments.Formats.Count == 0 ? BinaryFormats.All : [.. arguments.Formats.Select(BinaryFormats.Find)];
        var failed = formats.Sum(format => Run(format, arguments));
        Console.WriteLine(failed == 0 ? "All were read or refused as documented."
            : $"{failed} files were not read or refused as documented.");
        return failed == 0 ? 0 : 1;
    }

    public static int One(Arguments arguments)
    {
        if (arguments.Values.Count != 2)
            throw new UsageException("one expects a format and a file.");
        var problem = Problem(BinaryFormats.Find(arguments.Values[0]), File.ReadAllBytes(arguments.Values[1]), out var gauge);
        foreach (var refusal in gauge.Refusals)
            Console.WriteLine(refusal);
        Console.WriteLine(problem ?? (gauge.Refusals.Count == 0 ? "read" : "refused"));
        return problem is null ? 0 : 1;
    }

    private static int Run(BinaryFormat format, Arguments arguments)
    {
        var seeds = format.Seeds();
        foreach (var seed in seeds)
            _ = Problem(format, seed, out _); // code that is compiled at its first run takes its time there
        var (read, refused, failed, allocated, slowest) = (0, 0, 0, 0L, TimeSpan.Zero);
        var clock = Stopwatch.StartNew();
        using var watch = new HangWatch(format.Name, arguments.Keep);
        foreach (var (name, file) in Files(format, seeds, arguments))
        {
            watch.Begin(file);
            var start = Stopwatch.GetTimestamp();
            var problem = Problem(format, file, out var gauge);
            var time = Stopwatch.GetElapsedTime(start);
            // A busy machine may stop any program for a while: what is slow by itself takes the processor so long, too.
            if (problem is null && time > Slowest && Again(format, file) is var again && again > Slowest)
                problem = $"takes {again.TotalSeconds:F1} s";
            watch.End();
            (allocated, slowest) = (Math.Max(allocated, gauge.Allocated), time > slowest ? time : slowest);
            if (problem is null)
            {
                _ = gauge.Refusals.Count == 0 ? read++ : refused++;
                continue;
            }
            if (failed++ < MostShown)
                Console.WriteLine($"  {format.Name} {name}: {problem}");
            Keep(arguments.Keep, format.Name, name, file);
        }
        Console.WriteLine(
            $"{format.Name,-14} {read + refused + failed,9:N0} files: {read,7:N0} read, {refused,9:N0} refused, {failed} wrong; at most " +
            $"{allocated / 1048576.0:F1} MiB, {slowest.TotalSeconds:F2} s; {clock.Elapsed.TotalSeconds:F0} s");
        return failed;
    }

    // The seeds themselves, what is kept from earlier runs, each header byte at its extremes, each length, then changes at random.
    private static IEnumerable<(string Name, byte[] File)> Files(
        BinaryFormat format, IReadOnlyList<byte[]> seeds, Arguments arguments)
    {
        var folder = Fixtures.Folder("malformed", format.Name);
        foreach (var kept in Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray() : [])
            yield return (Path.GetFileName(kept), File.ReadAllBytes(kept));
        foreach (var (name, file) in Catalogue.Of(format.Name))
            yield return (name, file);
        var count = arguments.Count ?? UsualCount;
        var number = 0;
        foreach (var systematic in Systematic(seeds, count / 4))
        {
            number++;
            yield return systematic;
        }
        var mutation = new Mutation(arguments.Seed);
        for (; number < count; number++)
        {
            var file = mutation.Next(seeds);
            yield return ($"seed-{arguments.Seed}-number-{number}", number % 2 == 0 && format.Repair is { } repair ? repair(file) : file);
        }
    }

    private static IEnumerable<(string Name, byte[] File)> Systematic(IReadOnlyList<byte[]> seeds, int most)
    {
        const int header = 4096;
        var share = most / seeds.Count;
        for (var seed = 0; seed < seeds.Count; seed++)
        {
            var whole = seeds[seed];
            var length = Math.Min(whole.Length, header);
            var all = length * 5;
            for (var i = 0; i < Math.Min(share, all); i++)
            {
                var number = all <= share ? i : (int)((long)i * all / share);
                var (at, kind) = (number / 5, number % 5);
                if (kind == 4)
                {
                    yield return ($"cut-{seed}-{at}", whole[..at]);
                    continue;
                }
                var file = (byte[])whole.Clone();
                file[at] = ((ReadOnlySpan<byte>)[0x00, 0x7F, 0x80, 0xFF])[kind];
                yield return ($"byte-{seed}-{at}-{kind}", file);
            }
        }
    }

    private static string? Problem(BinaryFormat format, byte[] file, out Gauge gauge)
    {
        gauge = new Gauge(file.Length, format);
        try
        {
            format.Read(file, gauge);
            return null;
        }
        catch (MalformedRunException problem)
        {
            return problem.Message;
        }
        catch (Exception other)
        {
            return $"throws {other.GetType().Name}: {other.Message} {other.StackTrace?.Split('\n')[0].Trim()}";
        }
    }

    private static TimeSpan Again(BinaryFormat format, byte[] file)
    {
        var before = Environment.CpuUsage.TotalTime;
        _ = Problem(format, file, out _);
        return Environment.CpuUsage.TotalTime - before;
    }

    private static void Keep(string? folder, string format, string name, byte[] file)
    {
        if (folder is null)
            return;
        var target = Path.Combine(folder, format);
        Directory.CreateDirectory(target);
        File.WriteAllBytes(Path.Combine(target, name), file);
    }
}
