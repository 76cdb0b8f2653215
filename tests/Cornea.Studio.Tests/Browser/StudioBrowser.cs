using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>A server with a network that reads digits, and Chromium to look at it with.</summary>
public sealed class StudioBrowser : IAsyncLifetime
{
    public const string Missing = "Chromium is not installed, so the page was not tried in a browser: apt-get install chromium.";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    // Nothing depends on how fast a machine is: what does not come at all is told after minutes.
    private const float Patience = 300_000;

    public StudioHost Studio { get; } = new();

    public string Network { get; private set; } = "";

    public static string? Executable => new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
    }.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        await Studio.InitializeAsync();
        if (Executable is null)
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox"],
            Timeout = Patience,
        });
        var request = StudioHost.SmallRun(limit: 12_000, epochs: 3, name: "reads digits");
        request["batch"] = 32;
        request["layers"] = new JsonArray(
            StudioHost.Layer("Conv2D", ("filters", 8), ("kernel_size", 5), ("activation", "relu")),
            StudioHost.Layer("MaxPooling2D", ("pool_size", 2)),
            StudioHost.Layer("Conv2D", ("filters", 16), ("kernel_size", 3), ("activation", "relu")),
            StudioHost.Layer("MaxPooling2D", ("pool_size", 2)),
            StudioHost.Layer("Flatten"), StudioHost.Layer("Dense", ("units", 10), ("activation", "softmax")));
        Network = (string)(await Studio.PostJson("/api/train", request))["id"]!;
        await Studio.Until(Network, "finished");
    }

    /// <summary>A page of the browser. What it must never do is noted: <see cref="WatchedPage.Complaints"/>.</summary>
    public async Task<WatchedPage> Open(string place, int width = 1400, bool isDark = false, bool hasTouch = false)
    {
        Assert.SkipWhen(_browser is null, Missing);
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = hasTouch,
        });
        context.SetDefaultTimeout(Patience);
        var page = new WatchedPage(await context.NewPageAsync(), Studio.Address);
        await page.Page.GotoAsync(new Uri(Studio.Address, $"/#/{place}").ToString());
        await page.Page.Locator("h1, .empty h2").First.WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Studio.DisposeAsync();
    }
}
