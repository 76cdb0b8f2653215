using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Cornea.Studio.Tests.Measured;

namespace Cornea.Studio.Tests.Server;

/// <summary>Requests made of pieces of right ones and of nonsense, each a function of its number. Some run and end lessons, of which a
/// process has one.</summary>
[Collection("lessons")]
public sealed class FuzzTests(StudioHost studio) : IClassFixture<StudioHost>
{
    private const int Requests = 10_000;

    private static readonly string[] Paths =
    [
        "/", "/api/catalogue", "/api/runs", "/api/runs/{x}", "/api/runs/{x}/pause", "/api/runs/{x}/resume", "/api/runs/{x}/stop",
        "/api/runs/{x}/rate", "/api/check", "/api/train", "/api/models", "/api/models/{x}", "/api/models/{x}/draw",
        "/api/models/{x}/layers/{x}", "/api/lab",
        "/api/models/{x}/layers/{x}/weights", "/api/models/{x}/evaluation", "/api/models/{x}/evaluation/cell", "/api/samples",
        "/{x}", "/js/{x}", "/api/{x}", "/api/play", "/api/play/{x}/step", "/api/lessons/{x}",
        "/api/models/{x}/attribution", "/api/models/{x}/cost", "/api/models/{x}/difference/{x}", "/api/lessons/{x}/run",
        "/api/lessons/01-mnist-dense/run",
    ];

    private static readonly string[] Words =
    [
        "0", "-1", "1e999", "NaN", "null", "true", "[]", "{}", "\"\"", "9223372036854775808", "..", "%2e%2e%2f", "%00", "a\u0301",
        "\U0001F600", "<script>", "Dense", "Conv2D", "Flatten", "softmax", "units", "filters", "kernel_size", "class", "config", "layers",
        "pixels", "kernel", "width", "mode", "maximum", "convolution", "mnist", "Adam", "2147483647", "drop-1", "'", "\\", "Reshape",
        "target_shape", "[28,28,1]", "ZeroPadding2D", "padding", "UpSampling2D",
    ];

    private static readonly HttpMethod[] Methods =
        [HttpMethod.Get, HttpMethod.Post, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Put, HttpMethod.Head, HttpMethod.Options];

    [Fact]
    public Task Ten_thousand_requests_of_any_form_get_no_5xx_and_start_nothing() => Send(0, Requests);

    /// <summary><c>build/studio-measure</c> runs it: other numbers than those of every test run.</summary>
    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_requests_of_any_form_get_no_5xx_and_start_nothing()
    {
        var codes = await Send(Requests, 10 * Requests);
        var counts = codes.OrderBy(code => code.Key).Select(code => $"{code.Value:N0} x {code.Key}");
        Figures.Write($"100,000 requests of any form: {string.Join(", ", counts)}");
    }

    private async Task<Dictionary<int, int>> Send(int first, int count)
    {
        var codes = new Dictionary<int, int>();
        for (var i = first; i < first + count; i++)
        {
            using var request = Make(new Random(i), i);
            using var answer = await studio.Client.SendAsync(request);
            var code = (int)answer.StatusCode;
            codes[code] = codes.GetValueOrDefault(code) + 1;
            code.ShouldBeLessThan(500, $"request {i}: {request.Method} {request.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
        }
        // Both sides of each gate were reached.
        codes.Keys.ShouldContain(200);
        codes.Keys.ShouldContain(400);
        codes.Keys.ShouldContain(403);
        codes.Keys.ShouldContain(404);
        codes.Keys.ShouldContain(405);
        codes.Keys.ShouldContain(415);
        (await studio.Get("/api/runs")).AsArray().Count.ShouldBe(0);
        Directory.Exists(studio.Folder).ShouldBeFalse();
        return codes;
    }

    [Fact]
    public async Task Raw_bytes_that_are_no_HTTP_leave_the_server_standing()
    {
        for (var i = 0; i < 300; i++)
        {
            var random = new Random(i);
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", studio.Address.Port);
            var bytes = new byte[random.Next(40, 400)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
                "GET / HTTP/1.1\r\nHost: "u8.CopyTo(bytes);
            try
            {
                await client.GetStream().WriteAsync(bytes);
            }
            catch (IOException)
            {
                // The server hung up first, as it may.
            }
        }
        (await studio.Get("/api/catalogue"))["layers"]!.AsArray().Count.ShouldBeGreaterThan(10);
    }

    private HttpRequestMessage Make(Random random, int number)
    {
        var path = Paths[number % Paths.Length];
        while (path.Contains("{x}", StringComparison.Ordinal))
        {
            var at = path.IndexOf("{x}", StringComparison.Ordinal);
            path = path[..at] + Escaped(random) + path[(at + 3)..];
        }
        if (random.Next(3) == 0)
            path += $"?{Escaped(random)}={Escaped(random)}&width={Escaped(random)}";
        var request = new HttpRequestMessage(Methods[random.Next(Methods.Length)], new Uri(studio.Address, path));
        if (random.Next(20) == 0)
            request.Headers.TryAddWithoutValidation("Origin", Escaped(random));
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            request.Content = new ByteArrayContent(Body(random));
            var type = random.Next(10) switch { < 6 => "application/json", < 9 => "application/octet-stream", _ => "text/plain" };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        return request;
    }

    private static byte[] Body(Random random)
    {
        if (random.Next(6) == 0)
        {
            var bytes = new byte[random.Next(0, 3000)];
            random.NextBytes(bytes);
            return bytes;
        }
        // JSON of the right form with wrong parts, then perhaps cut or changed.
        var text = new StringBuilder();
        Value(random, text, 0);
        var body = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(4) == 0 && body.Length > 0)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        return random.Next(8) == 0 ? body[..random.Next(body.Length + 1)] : body;
    }

    private static void Value(Random random, StringBuilder text, int depth)
    {
        switch (depth > 6 ? 3 : depth == 0 ? 0 : random.Next(6))
        {
            case 0 or 1:
                string[] keys = ["layers", "class", "config", "rate", "pixels", "kernel", "size", "name", "limit", "mode", Word(random)];
                text.Append('{');
                for (var i = random.Next(5); i > 0; i--)
                {
                    text.Append('"').Append(Quoted(keys[random.Next(keys.Length)])).Append("\":");
                    Value(random, text, depth + 1);
                    text.Append(i > 1 ? "," : "");
                }
                text.Append('}');
                break;
            case 2:
                text.Append('[');
                for (var i = random.Next(6); i > 0; i--)
                {
                    Value(random, text, depth + 1);
                    text.Append(i > 1 ? "," : "");
                }
                text.Append(']');
                break;
            case 3:
                text.Append(random.Next(-5, 5000));
                break;
            case 4:
                text.Append(random.NextDouble());
                break;
            default:
                text.Append('"').Append(Quoted(Word(random))).Append('"');
                break;
        }
    }

    private static string Quoted(string word) =>
        word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Escaped(Random random) => Uri.EscapeDataString(Word(random));

    private static string Word(Random random) => random.Next(12) == 0
        ? new string((char)random.Next(33, 126), random.Next(1, 200)) : Words[random.Next(Words.Length)];
}
