using System.Text;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>The playground: points of one's own, and an address that holds the settings.</summary>
public sealed class PlaygroundTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    private const string Table = "u,v,kind\n1,1,<b>far</b>\n2,8,near\n9,2,near\n8,9,<b>far</b>\n1,2,<b>far</b>\n3,9,near\n";

    [Fact]
    public async Task A_table_of_ones_own_is_learned_and_what_it_holds_stays_text()
    {
        await using var watched = await browser.Open("playground");
        var page = watched.Page;
        await page.Locator(".play input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "mine.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Table) });
        await Expect(page.Locator(".kind.other")).ToHaveTextAsync("<b>far</b>");
        await Expect(page.Locator(".kind.one")).ToHaveTextAsync("near");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "points" })).ToHaveValueAsync("own");
        await page.GetByRole(AriaRole.Button, new() { Name = "One epoch" }).ClickAsync();
        await Expect(page.Locator(".stat", new() { HasText = "epoch" }).First.Locator("dd")).ToHaveTextAsync("1");

        await page.Locator(".play input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("u,v\n1,2\n") });
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has 2 columns");
        watched.Complaints.Where(complaint => !complaint.Contains("400", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_address_holds_the_settings()
    {
        await using var watched = await browser.Open("playground");
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "More layers" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "points" }).SelectOptionAsync("spiral");
        await page.GetByRole(AriaRole.Button, new() { Name = "x²" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("data=spiral.*layers=4-2-2"));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "points" })).ToHaveValueAsync("spiral");
        await Expect(page.GetByText("layer 3:")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "x²" })).ToHaveAttributeAsync("aria-pressed", "true");
        watched.Complaints.ShouldBeEmpty();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
