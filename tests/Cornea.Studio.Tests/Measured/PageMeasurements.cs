using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cornea.Studio.Tests.Browser;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Measured;

/// <summary>How fast the page follows and answers, measured in Chromium; <c>build/studio-measure</c> runs it. Nothing is asserted of
/// times: machines differ.</summary>
public sealed class PageMeasurements(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private const int FollowedSeconds = 20;

    [Fact(Explicit = true)]
    public async Task The_page_weighs()
    {
        await using var watched = await browser.Open("train");
        var sent = 0L;
        var page = watched.Page;
        page.Response += (_, response) => sent += response.Url.Contains("/api/", StringComparison.Ordinal) ? 0
            : long.Parse(response.Headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture);
        await page.ReloadAsync();
        await page.Locator("li.layer .shape").First.WaitForAsync();
        Figures.Write($"page: {Http.Assets.Size:N0} bytes of files in all, {sent:N0} bytes when it is loaded anew");
    }

    // A step is reached at a moment that the session notes; the page shows it at a moment that its own observer notes, by the same clock.
    [Fact(Explicit = true)]
    public async Task The_page_follows_a_training()
    {
        await using var watched = await browser.Open("train");
        var page = watched.Page;
        var id = await Start(epochs: 1000);
        await Assertions.Expect(page.Locator("#run .badge")).ToHaveTextAsync("Training");
        await page.EvaluateAsync("""
            () => {
              window.shown = [];
              let last = "";
              new MutationObserver(() => {
                const stat = [...document.querySelectorAll("#run .stat")].find((one) => one.querySelector("dt").textContent === "step");
                const text = stat?.querySelector("dd").textContent ?? "";
                if (text !== last) window.shown.push([(last = text), performance.timeOrigin + performance.now()]);
              }).observe(document.body, { subtree: true, childList: true, characterData: true });
            }
            """);
        // When each step of the epoch was seen for the last time before it changed.
        var session = browser.Studio.Workspace.Current!;
        var reached = new List<(int Epoch, int Step, double Time)>();
        var end = Now() + (FollowedSeconds * 1000);
        while (Now() < end)
        {
            var (epoch, step, _) = session.Position;
            if (reached.Count == 0 || (reached[^1].Epoch, reached[^1].Step) != (epoch, step))
                reached.Add((epoch, step, Now()));
            await Task.Delay(1);
        }
        var shown = JsonSerializer.Deserialize<JsonArray>((await page.EvaluateAsync<JsonElement>("window.shown")).GetRawText())!;
        await Stop(id);
        var late = new List<double>();
        foreach (var (text, time) in shown.Select(one => ((string)one![0]!, (double)one[1]!)))
        {
            if (!int.TryParse(text.Split('/')[0].Replace(",", "", StringComparison.Ordinal).Trim(), out var step))
                continue;
            // The step comes again in each epoch: the last time before it was shown counts.
            var at = reached.FindLastIndex(one => one.Step <= step && one.Time <= time && time - one.Time < 5000);
            while (at > 0 && reached[at].Step != step && reached[at - 1].Step > reached[at].Step)
                at--;
            if (at >= 0 && reached[at].Step == step)
                late.Add(time - reached[at].Time);
        }
        Figures.Write($"the page follows a training: {late.Count} steps shown, {Figures.Quantile(late, 0.5):F0} ms behind (median), " +
            $"{Figures.Quantile(late, 0.95):F0} ms (19 of 20), {late.Max():F0} ms (most)");
    }

    [Fact(Explicit = true)]
    public async Task Drawing_is_answered()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}");
        var page = watched.Page;
        await FlowTests.Draw(page, FlowTests.Three);
        await Assertions.Expect(page.Locator(".answer b")).ToHaveTextAsync("3");
        await page.EvaluateAsync("""
            () => {
              window.times = [];
              let asked = 0;
              document.querySelector(".pad canvas").addEventListener("pointermove", () => (asked ||= performance.now()), true);
              new MutationObserver(() => {
                if (!asked) return;
                const since = asked;
                asked = 0;
                requestAnimationFrame(() => window.times.push(performance.now() - since));
              }).observe(document.querySelector(".bars"), { subtree: true, attributes: true, characterData: true });
            }
            """);
        for (var i = 0; i < 6; i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
            await FlowTests.Draw(page, FlowTests.Three);
        }
        var times = await page.EvaluateAsync<double[]>("window.times");
        Figures.Write($"drawing: {times.Length} answers, bars move {Figures.Quantile(times, 0.5):F0} ms after the pen (median), " +
            $"{Figures.Quantile(times, 0.95):F0} ms (19 of 20), {times.Max():F0} ms (most)");
        var answers = await page.EvaluateAsync<double[]>("""
            performance.getEntriesByType("resource").filter((one) => /draw.*layers=0/.test(one.name)).map((one) => one.duration)
            """);
        Figures.Write($"of these the server's answer, sent and received: {Figures.Quantile(answers, 0.5):F0} ms (median), " +
            $"{Figures.Quantile(answers, 0.95):F0} ms (19 of 20)");
    }

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    private async Task<string> Start(int epochs, int limit = 60_000)
    {
        var request = StudioHost.SmallRun(limit, epochs, "measured");
        request["batch"] = 64;
        request["layers"] = StudioHost.Dense(512);
        return (string)(await browser.Studio.PostJson("/api/train", request))["id"]!;
    }

    private async Task Stop(string id)
    {
        await browser.Studio.PostJson($"/api/runs/{id}/stop", new JsonObject());
        await browser.Studio.Until(id, "stopped");
    }
}
