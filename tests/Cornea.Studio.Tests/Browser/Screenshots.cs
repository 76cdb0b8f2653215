namespace Cornea.Studio.Tests.Browser;

/// <summary>Pictures of all pages for people to look at; <c>build/studio-screenshots</c> runs it.</summary>
public sealed class Screenshots(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    [Fact(Explicit = true)]
    public async Task Are_taken()
    {
        var folder = Environment.GetEnvironmentVariable("STUDIO_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots");
        Directory.CreateDirectory(folder);
        foreach (var width in new[] { 1400, 360 })
        {
            foreach (var isDark in new[] { false, true })
            {
                foreach (var place in Pages.All)
                {
                    await using var watched = await browser.Open(place, width, isDark);
                    await Pages.Fill(watched.Page, place);
                    await watched.Page.EvaluateAsync("scrollTo(0, 0)");
                    await watched.Page.ScreenshotAsync(new()
                    {
                        Path = Path.Combine(folder, $"{place}-{(isDark ? "dark" : "light")}-{width}.png"),
                        FullPage = true,
                    });
                }
            }
        }
    }
}
