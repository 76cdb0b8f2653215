using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>Every page in both themes, on a telephone and on a screen: readable, reachable, and nothing wider than the window.</summary>
[Collection("lessons")] // a page of the course runs a lesson, and there is one in a process
public sealed class AccessTests(StudioBrowser browser) : IClassFixture<StudioBrowser>
{
    public static TheoryData<string, bool, int> Cases()
    {
        var cases = new TheoryData<string, bool, int>();
        foreach (var page in Pages.All)
        {
            foreach (var width in new[] { 360, 1400 })
            {
                cases.Add(page, false, width);
                cases.Add(page, true, width);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_serious_is_found(string place, bool isDark, int width)
    {
        await using var watched = await browser.Open(place, width, isDark);
        await Pages.Fill(watched.Page, place);
        var found = await watched.Page.RunAxe();
        found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {Nodes(violation)}").ShouldBeEmpty();
        (await watched.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        watched.Complaints.ShouldBeEmpty();
    }

    private static string Nodes(AxeResultItem violation) => string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html));
}
