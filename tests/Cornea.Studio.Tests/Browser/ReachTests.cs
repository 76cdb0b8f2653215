using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>Other ways than the mouse: the keyboard alone, a finger, files; and what cannot be taken back is asked for twice.</summary>
[Collection("lessons")] // a page of the course runs a lesson, and there is one in a process
public sealed partial class ReachTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    // What can be used with the mouse, and stands on the page.
    private const string Usable = """
        () => {
          const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
            .filter((one) => !one.disabled && (one.checkVisibility() || one.type === "file"));
          all.forEach((one, i) => (one.dataset.usable = i));
          return all.map((one) => one.outerHTML.slice(0, 160));
        }
        """;

    public static TheoryData<string> Places() => [.. Pages.All];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Everything_is_reached_by_the_tab_key(string place)
    {
        await using var watched = await browser.Open(place);
        var page = watched.Page;
        await Pages.Fill(page, place);
        var usable = await page.EvaluateAsync<string[]>(Usable);
        await page.EvaluateAsync("document.activeElement?.blur()");
        var reached = new HashSet<int>();
        // Once around, and from wherever the page put the focus to its end.
        for (var i = 0; i < (2 * usable.Length) + 4 && reached.Count(at => at >= 0) < usable.Length; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<int>("+(document.activeElement?.dataset.usable ?? -1)"));
        }
        usable.Where((_, i) => !reached.Contains(i)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_network_is_trained_by_the_keyboard_alone()
    {
        await using var watched = await browser.Open("train");
        var page = watched.Page;
        var keyboard = page.Keyboard;
        await page.Locator("li.layer .shape").First.WaitForAsync();
        var name = page.GetByLabel("name", new() { Exact = true });
        while (!await name.EvaluateAsync<bool>("(one) => one === document.activeElement"))
            await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("by keys");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("600");
        await keyboard.PressAsync("Enter");
        await Expect(page.Locator("#run h2")).ToHaveTextAsync("by keys");
        await Expect(page.Locator("#run .badge")).ToHaveTextAsync("Finished");
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_three_drawn_with_a_finger_is_read_as_a_three()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}", width: 360, hasTouch: true);
        var page = watched.Page;
        var pad = page.Locator(".pad canvas");
        await pad.ScrollIntoViewIfNeededAsync();
        var box = (await pad.BoundingBoxAsync())!;
        var session = await page.Context.NewCDPSessionAsync(page);
        for (var i = 0; i < FlowTests.Three.Length; i++)
        {
            var (x, y) = FlowTests.Three[i];
            await Touch(i == 0 ? "touchStart" : "touchMove", [new JsonObject
            {
                ["x"] = box.X + (x * box.Width / 280),
                ["y"] = box.Y + (y * box.Width / 280),
            }]);
        }
        await Touch("touchEnd", []);
        await Expect(page.Locator(".answer b")).ToHaveTextAsync("3");
        watched.Complaints.ShouldBeEmpty();

        Task Touch(string type, JsonArray points) => session.SendAsync(
            "Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = type, ["touchPoints"] = points });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_that_is_opened_is_read_dark_on_light_or_light_on_dark(bool isDark)
    {
        const int Scale = 12;
        var seven = (await browser.Studio.Get("/api/samples?label=7&count=1"))[0]!;
        var pixels = Convert.FromBase64String((string)seven["pixels"]!);
        var large = new byte[28 * 28 * Scale * Scale];
        for (var i = 0; i < large.Length; i++)
        {
            var (y, x) = (i / (28 * Scale) / Scale, i % (28 * Scale) / Scale);
            large[i] = isDark ? pixels[(y * 28) + x] : (byte)(255 - pixels[(y * 28) + x]);
        }
        var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}.png");
        try
        {
            PngFile.Write(path, large, 28 * Scale, 28 * Scale, channels: 1);
            await using var watched = await browser.Open($"draw?model={browser.Network}");
            await watched.Page.Locator(".pad-card input[type=file]").SetInputFilesAsync(path);
            await Expect(watched.Page.Locator(".bars .best .name")).ToHaveTextAsync("7");
            watched.Complaints.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Test_pictures_are_picked_by_their_digit()
    {
        await using var watched = await browser.Open($"draw?model={browser.Network}");
        var page = watched.Page;
        await page.GetByLabel(StartsWithDigit()).SelectOptionAsync("0");
        var first = page.Locator(".strip .picture").First;
        await Expect(first).ToHaveAttributeAsync("aria-label", Zero());
        await first.ClickAsync();
        await Expect(page.Locator(".bars .best .name")).ToHaveTextAsync("0");
        var before = await first.GetAttributeAsync("aria-label");
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Expect(first).Not.ToHaveAttributeAsync("aria-label", before!);
        watched.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_is_deleted_only_when_that_is_said_twice()
    {
        var id = (string)(await browser.Studio.PostJson("/api/train", StudioHost.SmallRun(name: "to be deleted")))["id"]!;
        await browser.Studio.Until(id, "finished");
        await using var watched = await browser.Open("runs");
        var page = watched.Page;
        var row = page.Locator("tbody tr", new() { HasText = "to be deleted" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete to be deleted" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(1);
        Directory.Exists(Path.Combine(browser.Studio.Folder, id)).ShouldBeTrue();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete to be deleted" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Directory.Exists(Path.Combine(browser.Studio.Folder, id)).ShouldBeFalse();
        watched.Complaints.ShouldBeEmpty();
    }

    [GeneratedRegex("^digit")]
    private static partial Regex StartsWithDigit();

    [GeneratedRegex(", a 0$")]
    private static partial Regex Zero();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
