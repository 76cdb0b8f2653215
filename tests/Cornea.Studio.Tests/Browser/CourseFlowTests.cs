using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>A lesson, run on the page block by block.</summary>
[Collection("lessons")]
public sealed class CourseFlowTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    [Fact]
    public async Task A_block_of_a_lesson_is_run_and_what_it_printed_stands_beside_it()
    {
        await using var watched = await browser.Open("course?lesson=03-tensors");
        var page = watched.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Run block 2" }).ClickAsync();
        var outputs = page.GetByRole(AriaRole.Group, new() { Name = "What block 2 printed" });
        await Assertions.Expect(outputs.Locator("p, pre").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".lesson-reins .note")).ToContainTextAsync("Stands before block 3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run the lesson" }).ClickAsync();
        await Assertions.Expect(page.Locator(".lesson-reins .note")).ToHaveTextAsync("Has come to its end.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin again" }).ClickAsync();
        await Assertions.Expect(page.Locator(".outputs")).ToHaveCountAsync(0);
        watched.Complaints.ShouldBeEmpty();
    }
}
