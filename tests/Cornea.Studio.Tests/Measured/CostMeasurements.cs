using System.Globalization;
using System.Text.Json.Nodes;
using Cornea.Studio.Tests.Browser;
using Cornea.Studio.Training;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Measured;

/// <summary>What it costs a training to be followed; <c>build/studio-measure</c> runs it.</summary>
/// <remarks>
/// One training goes on, and each of its epochs is the same work. Epochs that are followed and epochs that are not stand side by side, so
/// what changes slowly on the machine is in both. Of the quotients of neighbours the median is told, with their quartiles, and the same for
/// neighbours of which neither is followed: what is no larger than that is noise.
/// </remarks>
public sealed class CostMeasurements(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private const int StreamTurns = 15;
    private const int PageTurns = 12;
    private const int Together = 3; // epochs that follow each other before the page comes or goes

    [Fact(Explicit = true)]
    public async Task The_stream_alone()
    {
        await using var training = await Trained.Start(browser);
        var (costs, noise) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < StreamTurns; turn++)
        {
            var with = await Followed(training);
            var without = await training.Epochs(Together);
            costs.Add(Figures.Quantile(with, 0.5) / Figures.Quantile(without, 0.5));
            noise.Add(without[^1] / without[0]);
        }
        Figures.Write($"the server's stream costs a training {Told(costs)} of its time; {Told(noise)} between epochs without it");
    }

    [Fact(Explicit = true)]
    public async Task The_page()
    {
        await using var watched = await browser.Open("train");
        var page = watched.Page;
        await using var training = await Trained.Start(browser);
        var (costs, noise, busy) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < PageTurns; turn++)
        {
            await page.GotoAsync(new Uri(browser.Studio.Address, "/#/train").ToString());
            await page.Locator("#run .uplot canvas").First.WaitForAsync();
            await training.Epoch(); // opening the page is not following a training
            var processor = await browser.ProcessorSeconds();
            var with = await training.Epochs(Together);
            busy.Add((await browser.ProcessorSeconds() - processor) / with.Sum());
            await page.GotoAsync("about:blank");
            await training.Epoch();
            var without = await training.Epochs(Together);
            costs.Add(Figures.Quantile(with, 0.5) / Figures.Quantile(without, 0.5));
            noise.Add(without[^1] / without[0]);
        }
        Figures.Write(
            $"the page costs a training on the same cores {Told(costs)} of its time; {Told(noise)} between epochs without it; " +
            $"Chromium used {Figures.Quantile(busy, 0.5):P1} of one core meanwhile");
    }

    private static string Told(List<double> quotients)
    {
        string Part(double part) => (Figures.Quantile(quotients, part) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);
        return $"{Part(0.5)} ({Part(0.25)} to {Part(0.75)}, {quotients.Count} pairs)";
    }

    // Without a page: what the server sends is read and thrown away.
    private async Task<double[]> Followed(Trained training)
    {
        using var stream = await browser.Studio.Client.GetStreamAsync(new Uri("/api/events", UriKind.Relative));
        using var ended = new CancellationTokenSource();
        var reading = stream.CopyToAsync(Stream.Null, ended.Token);
        await training.Epoch(); // the whole curve is sent when a stream begins
        var seconds = await training.Epochs(Together);
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
        return seconds;
    }

    /// <summary>A training whose epochs are waited for, by the clock that the session itself keeps.</summary>
    private sealed class Trained(StudioHost studio, string id, TrainingSession session) : IAsyncDisposable
    {
        private const int WarmEpochs = 3;

        public static async Task<Trained> Start(StudioBrowser browser)
        {
            var request = StudioHost.SmallRun(24_000, 1000, "measured");
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
            var begun = session.Curves.Since(-1, 0, 0).Epochs.Length;
            if (session.Position is { Steps: > 0 } at && at.Step > at.Steps / 20 && at.Step < at.Steps)
                begun++;
            while (true)
            {
                var ends = session.Curves.Since(-1, 0, 0).Epochs;
                if (ends.Length >= begun + count)
                    return [.. Enumerable.Range(begun, count).Select(i => ends[i].Seconds - (i == 0 ? 0 : ends[i - 1].Seconds))];
                await Task.Delay(2);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await studio.PostJson($"/api/runs/{id}/stop", new JsonObject());
            await studio.Until(id, "stopped");
        }
    }
}
