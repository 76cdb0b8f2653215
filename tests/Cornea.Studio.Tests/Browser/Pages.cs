using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>The pages, and what is done on each so that there is something to see.</summary>
internal static class Pages
{
    public static readonly string[] All = ["train", "draw", "evaluate", "model", "runs", "lab", "playground", "course"];

    public static async Task Fill(IPage page, string place)
    {
        switch (place)
        {
            case "train":
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start training" })).ToBeEnabledAsync();
                break;
            case "draw":
                await FlowTests.Draw(page, FlowTests.Three);
                await page.Locator(".map-holder canvas").First.FocusAsync();
                await page.Keyboard.PressAsync("ArrowLeft");
                await page.Locator(".sum .formula").WaitForAsync();
                await page.Locator(".attribution").WaitForAsync();
                break;
            case "evaluate":
                await page.Locator(".matrix td button:not([disabled])").Nth(1).ClickAsync();
                await page.Locator("#cell figure").First.WaitForAsync();
                break;
            case "model":
                await page.Locator(".node").First.ClickAsync();
                await page.Locator("#layer").WaitForAsync();
                break;
            case "runs":
                await page.Locator("tbody input").First.CheckAsync();
                await page.Locator(".uplot").WaitForAsync();
                break;
            case "playground":
                await page.GetByRole(AriaRole.Button, new() { Name = "One epoch" }).ClickAsync();
                await Assertions.Expect(page.Locator(".stat dd").First).ToHaveTextAsync("1");
                break;
            case "course":
                await page.EvaluateAsync("location.hash = '#/course?lesson=03-tensors'");
                await page.GetByRole(AriaRole.Button, new() { Name = "Run block 2" }).ClickAsync();
                await page.Locator(".outputs pre, .outputs p").First.WaitForAsync();
                await Assertions.Expect(page.Locator(".lesson-reins .note")).ToContainTextAsync("Stands before block 3");
                break;
            case "lab":
                await page.Locator("#sum").WaitForAsync();
                break;
        }
    }
}
