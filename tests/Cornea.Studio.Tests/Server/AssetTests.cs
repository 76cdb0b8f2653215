using System.Net;

namespace Cornea.Studio.Tests.Server;

/// <summary>The files of the page.</summary>
public sealed class AssetTests(StudioHost studio) : IClassFixture<StudioHost>
{
    [Fact]
    public void The_page_weighs_less_than_400_kB() => Http.Assets.Size.ShouldBeLessThan(400_000);

    [Fact]
    public async Task Every_file_is_served_with_a_tag_and_nothing_when_it_is_known()
    {
        foreach (var name in Http.Assets.Names)
        {
            using var answer = await studio.Client.GetAsync("/" + name);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, name);
            using var again = new HttpRequestMessage(HttpMethod.Get, "/" + name);
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using var known = await studio.Client.SendAsync(again);
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified, name);
        }
    }

    [Fact]
    public async Task The_page_names_no_other_place()
    {
        foreach (var name in Http.Assets.Names.Where(name => !name.StartsWith("vendor/", StringComparison.Ordinal)))
        {
            var text = await studio.Client.GetStringAsync("/" + name);
            text.Replace("http://www.w3.org/", "", StringComparison.Ordinal).ShouldNotContain("://", Case.Sensitive, name);
        }
    }
}
