using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>Names that are markup stay text, on every page that shows them.</summary>
public sealed class MarkupTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private static readonly string[] Heads =
    [
        "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\"><svg onload=alert(1)>", "javascript:alert(1)",
        "<iframe srcdoc='<script>alert(1)</script>'>", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}",
        "&lt;img src=x onerror=alert(1)&gt;", "<a href=javascript:alert(1)>x</a>", "<style>*{display:none}</style>",
    ];

    private static readonly string[] Tails = ["", "'", "\"", "`", "-->"];

    [Fact]
    public async Task Fifty_names_of_networks_stay_text()
    {
        await using var watched = await browser.Open("model");
        var page = watched.Page;
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "k305_cnn.keras"));
        string[] names = [.. from head in Heads from tail in Tails select head + tail];
        names.Length.ShouldBe(50);
        foreach (var name in names)
        {
            var id = await Upload(name, content);
            await page.GotoAsync(new Uri(browser.Studio.Address, $"/?{id}#/model?model={id}").ToString());
            await Assertions.Expect(page.Locator("main h2").First).ToHaveTextAsync(name);
            (await page.Locator("main img, main iframe, main script, main style").CountAsync()).ShouldBe(0);
        }
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_of_layers_stay_text()
    {
        const string name = "<img src=x onerror=alert(1)>";
        var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}.keras");
        try
        {
            new Sequential { new Dense(3, inputShape: [4], name: name), new Dense(2, name: "<b>end") }.Save(path);
            var id = await Upload("layers", await File.ReadAllBytesAsync(path));
            await using var watched = await browser.Open($"model?model={id}");
            await Assertions.Expect(watched.Page.Locator("tbody th").First).ToHaveTextAsync(name);
            await watched.Page.Locator(".node").First.ClickAsync();
            await Assertions.Expect(watched.Page.Locator("#layer .note").First).ToHaveTextAsync(name);
            (await watched.Page.Locator("main img, main b:text('end')").CountAsync()).ShouldBe(0);
            watched.Complaints.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<string> Upload(string name, byte[] content)
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var answer = await browser.Studio.Client.PostAsync($"/api/models?name={Uri.EscapeDataString(name)}", body);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
    }
}
