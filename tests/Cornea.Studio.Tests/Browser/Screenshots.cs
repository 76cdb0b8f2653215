using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>Pictures of all pages for people to look at; <c>build/studio-screenshots</c> runs it.</summary>
public sealed class Screenshots(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private const int Width = 1240;

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

    /// <summary>The pictures of README and docs; <c>build/studio-screenshots docs/images --documents</c> runs it.</summary>
    [Fact(Explicit = true)]
    public async Task Of_the_documents_are_taken()
    {
        var folder = Environment.GetEnvironmentVariable("STUDIO_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots");
        Directory.CreateDirectory(folder);
        await using (var watched = await browser.Open("train", Width))
        {
            await watched.Page.Locator("#run .uplot canvas").First.WaitForAsync();
            await Take(watched.Page, folder, "studio-train", 740);
        }
        await using (var watched = await browser.Open($"draw?model={browser.Network}", Width))
        {
            await Pages.Fill(watched.Page, "draw");
            await watched.Page.EvaluateAsync("scrollTo(0, 0)");
            await Take(watched.Page, folder, "studio-draw", 600);
            await watched.Page.Locator(".views").ScrollIntoViewIfNeededAsync();
            await watched.Page.EvaluateAsync("document.querySelector('.views').closest('.card').scrollIntoView()");
            await Take(watched.Page, folder, "studio-layers", 660);
        }
        await using (var watched = await browser.Open("train", Width))
        {
            // Not a page of the server: its policy forbids the styles that the report brings.
            await watched.Page.GotoAsync("about:blank");
            await watched.Page.SetContentAsync(Report());
            await Take(watched.Page, folder, "report", 620);
        }
    }

    private string Report()
    {
        var model = Model.Load(Path.Combine(browser.Studio.Folder, browser.Network, "model.keras"));
        var (_, test) = Mnist.Load();
        var pictures = (test.Images.ToFloat32() / 255f).Reshape(-1, 28, 28, 1).Compute();
        var evaluation = Evaluation.Of(model, new ValidationData(pictures, test.Labels.Cast(DType.Int32).Compute()));
        return new Report("Digits").Add(evaluation).ToHtml();
    }

    // Written by the library, each channel rounded to steps of four: that is not seen, and makes the files smaller.
    private static async Task Take(IPage page, string folder, string name, int height)
    {
        var shot = await page.ScreenshotAsync(new() { Clip = new() { X = 0, Y = 0, Width = Width, Height = height } });
        var pixels = ImageFile.Read(new MemoryStream(shot), channels: 3).ToArray<byte>();
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Min(255, ((pixels[i] + 2) / 4) * 4);
        PngFile.Write(Path.Combine(folder, $"{name}.png"), pixels, Width, height, channels: 3);
    }
}
