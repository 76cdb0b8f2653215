using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>Answers that come late, in another order than they were asked for, or not at all for a while.</summary>
public sealed class OrderTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    [Fact]
    public async Task An_epoch_that_is_told_after_a_later_one_is_passed_over()
    {
        await using var watched = await browser.Open("playground");
        var page = watched.Page;
        var second = new TaskCompletionSource();
        var asked = 0;
        await page.RouteAsync("**/api/play/*/step", async route =>
        {
            var isFirst = Interlocked.Increment(ref asked) == 1;
            var answer = await route.FetchAsync();
            if (isFirst)
                await second.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        var epoch = page.Locator(".stat", new() { HasText = "epoch" }).First.Locator("dd");
        var step = page.GetByRole(AriaRole.Button, new() { Name = "One epoch" });
        // The first is answered by the server before the second is asked for, and told to the page after it.
        var first = page.WaitForRequestAsync("**/api/play/*/step");
        await step.ClickAsync();
        await first;
        while (Volatile.Read(ref asked) < 1)
            await Task.Delay(5);
        await step.ClickAsync();
        await Expect(epoch).ToHaveTextAsync("2");
        var late = page.WaitForResponseAsync("**/api/play/*/step");
        second.SetResult();
        await (await late).FinishedAsync();
        await step.ClickAsync();
        await Expect(epoch).ToHaveTextAsync("3");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_still_being_opened_takes_nobody_back_to_its_page()
    {
        await using var watched = await browser.Open("model");
        var page = watched.Page;
        var mayAnswer = new TaskCompletionSource();
        await page.RouteAsync("**/api/models?*", async route =>
        {
            var answer = await route.FetchAsync();
            await mayAnswer.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await page.Locator("#model-file").SetInputFilesAsync(Path.Combine(AppContext.BaseDirectory, "k305_cnn.keras"));
        await Expect(page.Locator(".drop")).ToContainTextAsync("Opening the file");
        await page.GetByRole(AriaRole.Link, new() { Name = "Convolution lab" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Convolution lab");
        var late = page.WaitForResponseAsync("**/api/models?*");
        mayAnswer.SetResult();
        await (await late).FinishedAsync();
        await page.Locator("#sum").WaitForAsync();
        page.Url.ShouldEndWith("#/lab");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_a_training_ends_the_drawing_is_answered_by_its_last_weights()
    {
        var request = StudioHost.SmallRun(limit: 3000, epochs: 20, name: "answers"); // no convolution: no Grad-CAM is asked for
        var id = (string)(await browser.Studio.PostJson("/api/train", request))["id"]!;
        await browser.Studio.Until(id, "running", "finished");
        await using var watched = await browser.Open($"draw?model={id}");
        await watched.Page.Locator(".strip .picture").First.ClickAsync();
        await browser.Studio.Until(id, "finished");
        var sample = (await browser.Studio.Get("/api/samples?count=1"))[0]!;
        using var body = new ByteArrayContent(Convert.FromBase64String((string)sample["pixels"]!));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await browser.Studio.Client.PostAsync($"/api/models/{id}/draw?width=28&kind=sample", body);
        var values = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["probabilities"]!.AsArray().Select(one => (double)one!);
        foreach (var (value, i) in values.Select((value, i) => (value, i)))
        {
            var text = (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %";
            await Expect(watched.Page.Locator(".bars .value").Nth(i)).ToHaveTextAsync(text);
        }
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_goes_on_after_the_server_was_started_again()
    {
        var request = StudioHost.SmallRun(limit: 6000, epochs: 1000, name: "two servers");
        var id = (string)(await browser.Studio.PostJson("/api/train", request))["id"]!;
        await using var watched = await browser.Open("train");
        var run = watched.Page.Locator("#run");
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Training");
        await Expect(run.Locator(".uplot canvas")).ToHaveCountAsync(2);
        await browser.Studio.Restart();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Interrupted");
        await Expect(run.Locator(".uplot canvas")).ToHaveCountAsync(2);
        await run.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Training");
        await run.GetByRole(AriaRole.Button, new() { Name = "Stop and save" }).ClickAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Stopped");
        await browser.Studio.Until(id, "stopped");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
