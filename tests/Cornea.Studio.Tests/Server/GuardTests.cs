using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Cornea.Studio.Tests.Server;

/// <summary>What is let in and what is not.</summary>
public sealed class GuardTests(StudioHost studio) : IClassFixture<StudioHost>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    public async Task A_name_that_is_not_loopback_gets_400(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs");
        request.Headers.Host = host;
        using var answer = await studio.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:99")]
    public async Task Loopback_names_are_let_in(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs");
        request.Headers.Host = host;
        using var answer = await studio.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("https://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Requests_of_other_sites_get_403(string origin)
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/api/train"), (HttpMethod.Post, "/api/check"), (HttpMethod.Delete, "/api/runs/x"),
            (HttpMethod.Get, "/api/events"),
        })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Origin", origin);
            using var answer = await studio.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }
    }

    [Fact]
    public async Task The_page_itself_is_let_in_by_its_origin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/check") { Content = Json("""{"layers":[]}""") };
        request.Headers.Add("Origin", studio.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await studio.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Data_is_not_given_to_other_sites_by_a_plain_get()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await studio.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_answer_has_the_policy_and_no_one_else_may_read_or_frame_it()
    {
        foreach (var path in new[] { "/", "/js/app.js", "/api/catalogue", "/nothing", "/api/runs/nothing" })
        {
            using var answer = await studio.Client.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("script-src 'self'");
            policy.ShouldNotContain("unsafe");
            policy.ShouldContain("frame-ancestors 'none'");
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_body_above_1_MiB_gets_413()
    {
        // The body is sent only when the server asks for it, so that a refusal does not cut it off.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var client = new HttpClient(handler) { BaseAddress = studio.Address };
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var known = await client.PostAsync("/api/train", Json(new string(' ', (1 << 20) + 1)));
        known.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        using var endless = new HttpRequestMessage(HttpMethod.Post, "/api/train");
        endless.Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', (1 << 20) + 1))));
        endless.Headers.TransferEncodingChunked = true;
        endless.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.SendAsync(endless);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Forms_of_other_sites_cannot_send_what_is_read()
    {
        using var text = await studio.Client.PostAsync("/api/train", new StringContent("{}", Encoding.UTF8, "text/plain"));
        text.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var parts = new MultipartFormDataContent { { new StringContent("x"), "file" } };
        using var form = await studio.Client.PostAsync("/api/models?name=x", parts);
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task No_path_leads_out_of_the_page()
    {
        string[] starts = ["", "js/", "vendor/", "api/runs/", "api/models/", "api/models/x/layers/"];
        string[] climbs = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", ".%00./"];
        string[] goals = ["etc/passwd", "proc/self/environ", "app.css%00.txt", "windows/win.ini"];
        foreach (var path in from start in starts from climb in climbs from goal in goals select start + climb + climb + climb + goal)
        {
            using var answer = await studio.Client.GetAsync("/" + path);
            ((int)answer.StatusCode).ShouldBeOneOf(400, 404, 405);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("root:");
        }
    }

    [Fact]
    public async Task More_streams_than_allowed_get_503_and_closing_one_makes_room()
    {
        await using var crowded = new StudioHost();
        await crowded.Start(streams: 3);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
            open.Add(await crowded.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead));
        open.ShouldAllBe(stream => stream.StatusCode == HttpStatusCode.OK);
        using (var refused = await crowded.Client.GetAsync("/api/events"))
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        open[0].Dispose();
        while (true)
        {
            using var again = await crowded.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
            if (again.StatusCode == HttpStatusCode.OK)
                break;
            await Task.Delay(20);
        }
        open.ForEach(stream => stream.Dispose());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
