using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>What people do on the page, done by a browser.</summary>
public sealed partial class FlowTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    // The corners of a three on the pad of 280 x 280.
    internal static readonly (int X, int Y)[] Three =
    [
        (80, 70), (120, 45), (170, 50), (185, 85), (160, 120), (130, 130), (170, 145), (190, 185), (165, 225), (115, 230), (80, 205),
    ];

    [Fact]
    public async Task A_network_is_trained_watched_reloaded_paused_resumed_and_stopped()
    {
        await using var watched = await browser.Open("train");
        var page = watched.Page;
        const string name = "<img src=x onerror=alert(1)>";
        await page.GetByLabel("name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("pictures").FillAsync("6000");
        await page.GetByLabel("epochs", new() { Exact = true }).FillAsync("500");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start training" }).ClickAsync();
        var run = page.Locator("#run");
        await Expect(run.Locator("h2")).ToHaveTextAsync(name);
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Training");
        await Expect(run.Locator(".uplot canvas")).ToHaveCountAsync(2);

        await page.ReloadAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Training");
        await Expect(run.Locator(".uplot canvas")).ToHaveCountAsync(2);
        var before = await Stat(run, "step");
        await Expect(run.Locator(".stat", new() { HasText = "step" }).Locator("dd")).Not.ToHaveTextAsync(before);

        await run.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Paused");
        await page.ReloadAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Paused");
        await run.GetByLabel("learning rate").FillAsync("0.0002");
        await run.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await run.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Training");
        await Expect(run.GetByLabel("learning rate")).ToHaveValueAsync("0.0002");

        await run.GetByRole(AriaRole.Button, new() { Name = "Stop and save" }).ClickAsync();
        await Expect(run.Locator(".badge")).ToHaveTextAsync("Stopped");
        await page.GotoAsync(new Uri(browser.Studio.Address, "/#/runs").ToString());
        await Expect(page.Locator("tbody th", new() { HasText = name })).ToBeVisibleAsync();
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_three_drawn_with_the_mouse_is_read_as_a_three_and_its_sums_are_right()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}");
        var page = watched.Page;
        await Draw(page, Three);
        await Expect(page.Locator(".answer b")).ToHaveTextAsync("3");
        await Expect(page.Locator(".bars .best .name")).ToHaveTextAsync("3");

        var maps = page.Locator(".view", new() { HasText = "Conv2D" });
        await Expect(maps).ToHaveCountAsync(2);
        foreach (var index in new[] { 0, 1 })
        {
            var view = maps.Nth(index);
            await view.Locator("canvas").FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("PageDown");
            var after = view.Locator("[data-after]");
            await after.WaitForAsync();
            var shown = Number(await view.Locator(".where b").InnerTextAsync());
            Number((await after.GetAttributeAsync("data-after"))!).ShouldBe(shown, 1e-3);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(page.Locator(".bars .best")).ToHaveCountAsync(0);
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_network_looks_is_shown_for_the_class_that_is_chosen()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}");
        var page = watched.Page;
        await Draw(page, Three);
        var map = page.Locator(".attribution");
        await Expect(map).ToHaveAttributeAsync("data-class", "3");
        await page.GetByLabel("for class").SelectOptionAsync("5");
        await Expect(map).ToHaveAttributeAsync("data-class", "5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Occlusion" }).ClickAsync();
        await Expect(map.Locator(".note")).ToContainTextAsync("Occlusion for 5");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_one_drawn_with_the_keyboard_is_read_as_a_one()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}");
        var page = watched.Page;
        await page.Locator(".pad canvas").FocusAsync();
        for (var i = 0; i < 9; i++)
            await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Space");
        for (var i = 0; i < 18; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator(".bars .best .name")).ToHaveTextAsync("1");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cell_of_the_confusion_matrix_opens_its_pictures()
    {
        await using var watched = await browser.Open($"evaluate?model={browser.Network}");
        var page = watched.Page;
        var cell = page.Locator(".matrix td button:not([disabled])").Nth(1);
        var count = int.Parse(await cell.InnerTextAsync(), CultureInfo.InvariantCulture);
        await cell.ClickAsync();
        await Expect(page.Locator("#cell figure")).ToHaveCountAsync(Math.Min(60, count));
        await Expect(page.Locator("#cell h2")).ToContainTextAsync("read as");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edited_kernel_gives_the_right_numbers()
    {
        await using var watched = await browser.Open("lab");
        var page = watched.Page;
        await page.GetByLabel("filter").SelectOptionAsync("Identity");
        await page.GetByLabel("Kernel row 2, column 2").FillAsync("2.5");
        var sum = page.Locator("#sum");
        await Expect(sum.Locator(".grid").Nth(1).Locator("span").Nth(4)).ToHaveTextAsync("2.50");
        var window = await sum.Locator(".grid").Nth(0).Locator("span").Nth(4).InnerTextAsync();
        var value = Number((await sum.Locator("[data-value]").GetAttributeAsync("data-value"))!);
        value.ShouldBe(2.5 * Number(window), 0.0126); // the window is shown to two digits
        await page.GetByLabel("bias").FillAsync("1");
        await Expect(sum.Locator("[data-value]")).ToHaveTextAsync((value + 1).ToString("F3", CultureInfo.InvariantCulture));
        await page.Locator(".planes canvas").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(sum.Locator("h2")).ToHaveTextAsync("Row 8, column 13");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_layer_is_said_at_the_layer_and_cannot_be_trained()
    {
        await using var watched = await browser.Open("train");
        var page = watched.Page;
        var start = page.GetByRole(AriaRole.Button, new() { Name = "Start training" });
        await Expect(start).ToBeEnabledAsync();
        await page.GetByLabel("Class of the layer to add").SelectOptionAsync("Conv2D");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add layer" }).ClickAsync();
        var wrong = page.Locator("li.layer.wrong");
        await Expect(wrong).ToHaveCountAsync(1);
        await Expect(wrong.Locator("b").First).ToHaveTextAsync("Conv2D");
        await Expect(wrong.Locator(".error")).ToContainTextAsync("400");
        await Expect(start).ToBeDisabledAsync();
        await wrong.GetByRole(AriaRole.Button, new() { NameRegex = Remove() }).ClickAsync();
        await Expect(wrong).ToHaveCountAsync(0);
        await Expect(start).ToBeEnabledAsync();
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dropped_Keras_file_shows_its_graph()
    {
        await using var watched = await browser.Open("model");
        var page = watched.Page;
        var content = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "k305_cnn.keras")));
        await page.EvaluateAsync("""
            (text) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], "k305_cnn.keras"));
              const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
              document.querySelector(".drop").dispatchEvent(drop);
            }
            """, content);
        await Expect(page.Locator("main h2", new() { HasText = "k305_cnn.keras" })).ToBeVisibleAsync();
        var nodes = page.Locator(".node");
        (await nodes.CountAsync()).ShouldBeGreaterThan(3);
        await page.Locator(".node", new() { HasText = "Conv2D" }).First.ClickAsync();
        await Expect(page.Locator("#layer")).ToContainTextAsync("kernel");
        watched.Complaints.ShouldBeEmpty();
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private static async Task<string> Stat(ILocator run, string name) =>
        await run.Locator(".stat", new() { HasText = name }).Locator("dd").InnerTextAsync();

    private static double Number(string text) =>
        double.Parse(text.Replace('−', '-').Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    internal static async Task Draw(IPage page, (int X, int Y)[] points)
    {
        var pad = page.Locator(".pad canvas");
        await pad.ScrollIntoViewIfNeededAsync();
        var box = (await pad.BoundingBoxAsync())!;
        var scale = box.Width / 280;
        await page.Mouse.MoveAsync(box.X + (points[0].X * scale), box.Y + (points[0].Y * scale));
        await page.Mouse.DownAsync();
        foreach (var (x, y) in points)
            await page.Mouse.MoveAsync(box.X + (x * scale), box.Y + (y * scale), new() { Steps = 4 });
        await page.Mouse.UpAsync();
    }

    [GeneratedRegex("^Remove Conv2D")]
    private static partial Regex Remove();
}
