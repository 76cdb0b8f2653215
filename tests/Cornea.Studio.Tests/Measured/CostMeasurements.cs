using System.Globalization;
using System.Text.Json.Nodes;
using Cornea.Studio.Tests.Browser;
using Cornea.Studio.Training;

namespace Cornea.Studio.Tests.Measured;

/// <summary>What it costs a training to be followed; <c>build/studio-measure</c> runs it.</summary>
/// <remarks>
/// One training goes on, and each of its epochs is the same work. Epochs that are followed and epochs that are not stand side by side,
/// so what changes slowly on the machine is in both. Of the quotients of adjacent ones the median is told, with their quartiles, and the
/// same for adjacent epochs of which neither is followed: what is no larger than that is noise.
/// </remarks>
public sealed class CostMeasurements(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private const int StreamTurns = 15;
    private const int PageTurns = 9;
    private const double Starting = 40; // seconds in which a browser that shows nothing is busy with itself, as measured
    private const double Opening = 40; // seconds in which a page is loaded, and does more than to follow
    private const int Together = 4; // epochs that follow each other before the page comes or goes
    private static readonly Uri Empty = new("about:blank");

    [Fact(Explicit = true)]
    public async Task The_stream_alone()
    {
        await using var training = await Trained.Start(browser);
        var (costs, noise, busy, alone) = (new List<double>(), new List<double>(), new Busy(), new Busy());
        for (var turn = 0; turn < StreamTurns; turn++)
        {
            var with = await Followed(training, busy);
            alone.Begin();
            var without = await training.Epochs(Together);
            alone.End(without.Sum());
            costs.Add(Figures.Quantile(with, 0.5) / Figures.Quantile(without, 0.5));
            noise.Add(without[^1] / without[0]);
        }
        Figures.Write($"the server's stream costs a training {Told(costs)} of its time; {Told(noise)} between epochs without it; " +
            $"threads that do not train used {busy} of processor time a second, those of the reader with them, and {alone} without it");
    }

    // A browser as a person starts it: that of the tests would tell each of its messages to them, at a price that people do not pay.
    [Fact(Explicit = true)]
    public async Task The_page()
    {
        Assert.SkipWhen(StudioBrowser.Executable is null, StudioBrowser.Missing);
        await using var training = await Trained.Start(browser);
        var (costs, noise, busy) = (new List<double>(), new List<double>(), new List<double>());
        var page = new Uri(browser.Studio.Address, "/#/train").ToString();
        using var window = new BrowserWindow(Empty);
        await Task.Delay(TimeSpan.FromSeconds(Starting));
        for (var turn = 0; turn < PageTurns; turn++)
        {
            await window.Show(page);
            while (browser.Studio.Workspace.Streams.Open == 0)
                await Task.Delay(20);
            await Task.Delay(TimeSpan.FromSeconds(Opening)); // opening the page is not following a training
            await training.Epoch();
            var processor = window.ProcessorSeconds;
            var with = await training.Epochs(Together);
            busy.Add((window.ProcessorSeconds - processor) / with.Sum());
            await window.Show(Empty.ToString());
            while (browser.Studio.Workspace.Streams.Open > 0)
                await Task.Delay(20);
            await training.Epoch();
            var without = await training.Epochs(Together);
            costs.Add(Figures.Quantile(with, 0.5) / Figures.Quantile(without, 0.5));
            noise.Add(without[^1] / without[0]);
        }
        Figures.Write(
            $"the page costs a training on the same cores {Told(costs)} of its time; {Told(noise)} between epochs without it; " +
            $"Chromium used {1000 * Figures.Quantile(busy, 0.5):F0} ms of processor time a second meanwhile");
    }

    private static string Told(List<double> quotients)
    {
        string Part(double part) => (Figures.Quantile(quotients, part) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);
        return $"{Part(0.5)} ({Part(0.25)} to {Part(0.75)}, {quotients.Count} pairs)";
    }

    // Without a page: what the server sends is read and thrown away.
    private async Task<double[]> Followed(Trained training, Busy busy)
    {
        using var stream = await browser.Studio.Client.GetStreamAsync(new Uri("/api/events", UriKind.Relative));
        using var ended = new CancellationTokenSource();
        var reading = stream.CopyToAsync(Stream.Null, ended.Token);
        await training.Epoch(); // the whole curve is sent when a stream begins
        busy.Begin();
        var seconds = await training.Epochs(Together);
        busy.End(seconds.Sum());
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
        return seconds;
    }

    /// <summary>What threads of this process compute besides the training's, those of the compiler apart: it makes the code of a
    /// process that has just begun faster, which nobody who follows a training asks for. Known on Linux, nothing elsewhere.</summary>
    private sealed class Busy
    {
        private readonly List<double> _others = [];
        private readonly List<double> _compiler = [];
        private (double Others, double Compiler) _begun;

        public void Begin() => _begun = Now();

        public void End(double seconds)
        {
            var (others, compiler) = Now();
            _others.Add((others - _begun.Others) / seconds);
            _compiler.Add((compiler - _begun.Compiler) / seconds);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{1000 * Figures.Quantile(_others, 0.5):F1} ms (and the compiler {1000 * Figures.Quantile(_compiler, 0.5):F1})");

        private static (double Others, double Compiler) Now()
        {
            var (others, compiler) = (0.0, 0.0);
            foreach (var task in OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task") : [])
            {
                var name = LinuxThreads.Read(Path.Combine(task, "comm")).Trim();
                var seconds = LinuxThreads.ProcessorSeconds(task);
                if (name.StartsWith(".NET Tiered", StringComparison.Ordinal))
                    compiler += seconds;
                else if (name != "training" && !name.StartsWith("Cornea worker", StringComparison.Ordinal))
                    others += seconds;
            }
            return (others, compiler);
        }
    }

    /// <summary>A training whose epochs are waited for, by the clock that the session itself keeps.</summary>
    private sealed class Trained(StudioHost studio, string id, TrainingSession session) : IAsyncDisposable
    {
        private const int WarmEpochs = 3;

        public static async Task<Trained> Start(StudioBrowser browser)
        {
            var request = StudioHost.SmallRun(60_000, 1000, "measured");
            request["batch"] = 64;
            request["layers"] = StudioHost.Dense(512);
            var id = (string)(await browser.Studio.PostJson("/api/train", request))["id"]!;
            var training = new Trained(browser.Studio, id, browser.Studio.Workspace.Current!);
            await training.Epochs(WarmEpochs);
            return training;
        }

        public async Task<double> Epoch() => (await Epochs(1))[0];

        /// <summary>The seconds of the next epochs, once they have ended. One that is well begun is waited for first.</summary>
        public async Task<double[]> Epochs(int count)
        {
            var at = session.Position;
            var begun = at.Epoch + (at.Step > at.Steps / 20 ? 1 : 0);
            // Asked seldom: what looks here costs the training, too. The end of an epoch is noted before the next one begins.
            while (session.Position.Epoch < begun + count)
                await Task.Delay(20);
            var ends = session.Curves.Since(-1, 0, 0).Epochs;
            return [.. Enumerable.Range(begun, count).Select(i => ends[i].Seconds - (i == 0 ? 0 : ends[i - 1].Seconds))];
        }

        public async ValueTask DisposeAsync()
        {
            await studio.PostJson($"/api/runs/{id}/stop", new JsonObject());
            await studio.Until(id, "stopped");
        }
    }
}
