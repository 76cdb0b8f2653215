using System.Diagnostics;
using System.Globalization;
using Shouldly;

namespace Cornea.Tests;

/// <summary>Tensors that come and go are written to memory that the process has, not to new pages each time.</summary>
public sealed class MemoryReserveTests
{
    private const string AskedFor = "CORNEA_TEST_FAULTS";
    private const int Bytes = 800_000, Page = 4096, Tensors = 500;

    // Nearly every page of every tensor is new without the reserve, none or few are with it.
    private const int Allowed = Tensors * (Bytes / Page) / 2;

    [Fact]
    public async Task Tensors_that_come_and_go_take_no_new_pages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counts page faults as Linux tells them");
        var cancelled = TestContext.Current.CancellationToken;
        if (Environment.GetEnvironmentVariable(AskedFor) is { } place)
        {
            await File.WriteAllTextAsync(place, FaultsOfTensors().ToString(CultureInfo.InvariantCulture), cancelled);
            return;
        }
        // In a process of its own: other tests would decide when and what is collected.
        var file = Path.Combine(Path.GetTempPath(), $"cornea-faults-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("dotnet",
            [typeof(MemoryReserveTests).Assembly.Location, "--filter-class", typeof(MemoryReserveTests).FullName!])
        {
            RedirectStandardOutput = true,
        };
        // The runner's own settings are not for the other process.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment[AskedFor] = file;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        process.ExitCode.ShouldBe(0, output);
        try
        {
            int.Parse(await File.ReadAllTextAsync(file, cancelled), CultureInfo.InvariantCulture)
                .ShouldBeLessThan(Allowed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The reserve is made on a thread of its own, which a busy machine may let wait: the least of some rounds.
    private static long FaultsOfTensors()
    {
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least >= Allowed; round++)
        {
            MakeTensors();
            var before = Faults();
            MakeTensors();
            least = Math.Min(least, Faults() - before);
            Thread.Sleep(50);
        }
        return least;
    }

    private static void MakeTensors()
    {
        for (var i = 0; i < Tensors; i++)
            Tensor.Create<byte>([Bytes], static bytes => bytes.Fill(1), cleared: false).Rank.ShouldBe(1);
    }

    // Pages that the system gave to this thread: the tenth field of proc(5)'s stat, the eighth behind the name.
    private static long Faults()
    {
        var line = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
