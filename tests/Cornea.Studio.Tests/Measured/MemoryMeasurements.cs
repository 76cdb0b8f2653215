using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests.Measured;

/// <summary>What the server's memory does while a training runs and a page is open; <c>build/studio-measure</c> runs it.</summary>
public sealed class MemoryMeasurements(StudioHost studio) : IClassFixture<StudioHost>
{
    private const int WarmSeconds = 60;

    [Fact(Explicit = true)]
    public async Task Memory_while_a_training_is_followed()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("STUDIO_MINUTES") ?? "10", CultureInfo.InvariantCulture);
        // A thousand epochs of all pictures take longer than that.
        var request = StudioHost.SmallRun(60_000, 1000, "an hour");
        request["batch"] = 64;
        request["layers"] = StudioHost.Dense(512);
        var id = (string)(await studio.PostJson("/api/train", request))["id"]!;
        using var stream = await studio.Client.GetStreamAsync(new Uri("/api/events", UriKind.Relative));
        using var ended = new CancellationTokenSource();
        var reading = stream.CopyToAsync(Stream.Null, ended.Token);
        await Task.Delay(TimeSpan.FromSeconds(WarmSeconds));
        using var process = Process.GetCurrentProcess();
        var (times, live, resident) = (new List<double>(), new List<double>(), new List<double>());
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalMinutes < minutes)
        {
            // Paused: what a step, a backup or a validation holds for a moment is no growth.
            await studio.PostJson($"/api/runs/{id}/pause", new JsonObject());
            await Task.Delay(TimeSpan.FromSeconds(1));
            times.Add(clock.Elapsed.TotalMinutes);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            live.Add(GC.GetTotalMemory(forceFullCollection: true) / 1048576.0);
            process.Refresh();
            resident.Add(process.WorkingSet64 / 1048576.0);
            await studio.PostJson($"/api/runs/{id}/resume", new JsonObject());
            await Task.Delay(TimeSpan.FromSeconds(10));
        }
        await studio.PostJson($"/api/runs/{id}/stop", new JsonObject());
        await studio.Until(id, "stopped");
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
        Figures.Write($"memory over {minutes:F0} minutes of training with a page's stream: " +
            $"{live[0]:F1} MiB live at first, {live[^1]:F1} at last, " +
            $"{10 * Slope(times, live):F2} MiB more in 10 minutes; {resident[0]:F0} MiB resident, " +
            $"{10 * Slope(times, resident):F2} MiB more in 10 minutes");
    }

    // Least squares: what is added in a minute.
    private static double Slope(List<double> x, List<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
