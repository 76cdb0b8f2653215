using System.Security.Cryptography;
using Shouldly;
using static Cornea.Tests.LoopbackServer;

namespace Cornea.Tests.Datasets;

/// <summary>Whatever a server does, a file stands in the cache whole or not at all.</summary>
public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3000).Select(n => (byte)(n * n))];

    private readonly Scratch _scratch = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void A_file_is_fetched_once_and_kept()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", Content));
        var seen = new List<DownloadProgress>();
        string path = Fetch(server, new Immediate(seen.Add));
        Fetch(server).ShouldBe(path);

        path.ShouldBe(_scratch["cache/file.bin"]);
        File.ReadAllBytes(path).ShouldBe(Content);
        server.Requests.ShouldBe(1);
        seen[^1].ShouldBe(new DownloadProgress("file.bin", 3000, 3000));
        VisibleFiles().ShouldBe(["file.bin"]);
    }

    [Fact]
    public void A_file_of_ones_own_is_fetched_likewise()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", Content));
        var path = Remote(server).Fetch(_scratch["mine"]);
        File.ReadAllBytes(path).ShouldBe(Content);
        Remote(server).Fetch(_scratch["mine"]).ShouldBe(path);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public void A_damaged_file_in_the_cache_is_fetched_anew()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", Content));
        Directory.CreateDirectory(_scratch["cache"]);
        _scratch.With("cache/file.bin", new byte[3000]);
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
    }

    [Fact]
    public void A_download_that_breaks_off_goes_on_where_it_ended()
    {
        var requests = new List<string>();
        using var server = new LoopbackServer((number, request) =>
        {
            requests.Add(request);
            return number == 1
                ? Answer("200 OK", Content[..1000], 3000)
                : Answer("206 Partial Content", Content[1000..], more: "Content-Range: bytes 1000-2999/3000\r\n");
        });
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
        requests[0].ShouldNotContain("Range:");
        requests[1].ShouldContain("Range: bytes=1000-");
    }

    [Fact]
    public void A_server_that_cannot_go_on_sends_the_whole()
    {
        using var server =
            new LoopbackServer((number, _) => number == 1 ? Answer("200 OK", Content[..1000], 3000) : Answer("200 OK", Content));
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
        using var refusing = new LoopbackServer((_, request) => request.Contains("Range:", StringComparison.Ordinal)
            ? Answer("416 Range Not Satisfiable", []) : Answer("200 OK", Content));
        File.Delete(_scratch["cache/file.bin"]);
        _scratch.With("cache/.file.bin.part", [1, 2, 3]);
        File.ReadAllBytes(Fetch(refusing)).ShouldBe(Content);
    }

    [Fact]
    public void A_part_of_another_version_is_thrown_away()
    {
        Directory.CreateDirectory(_scratch["cache"]);
        _scratch.With("cache/.file.bin.part", new byte[2000]);
        using var server = new LoopbackServer((_, request) => request.Contains("Range:", StringComparison.Ordinal)
            ? Answer("206 Partial Content", Content[2000..], more: "Content-Range: bytes 2000-2999/3000\r\n") : Answer("200 OK", Content));
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
        server.Requests.ShouldBe(2);
    }

    [Fact]
    public void Always_broken_off_is_an_error_that_keeps_the_part_hidden()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", Content[..1000], 3000));
        Refused(server);
        VisibleFiles().ShouldBeEmpty();
        server.Requests.ShouldBe(3);
    }

    [Fact]
    public void Another_SHA_256_is_never_kept()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", new byte[3000]));
        Refused(server).ShouldContain("its SHA-256 is not");
        VisibleFiles().ShouldBeEmpty();
        File.Exists(_scratch["cache/.file.bin.part"]).ShouldBeFalse();
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public void Another_length_is_refused_before_anything_is_received()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", new byte[5000]));
        Refused(server).ShouldContain("the server offers 5000 bytes, but the file has 3000");
        using var endless = new LoopbackServer((_, _) => [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. new byte[100_000]]);
        Refused(endless).ShouldContain("sends more than the 3000 bytes");
        VisibleFiles().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("500 Internal Server Error", 3)]
    [InlineData("503 Service Unavailable", 3)]
    public void Errors_of_the_server_are_told_with_the_address_and_the_place(string status, int requests)
    {
        using var server = new LoopbackServer((_, _) => Answer(status, "sorry"u8.ToArray()));
        string message = Refused(server);
        message.ShouldContain($"Cannot download {server.Address}: the server answered {status}");
        message.ShouldContain($"put it at '{_scratch["cache/file.bin"]}'");
        server.Requests.ShouldBe(requests);
        VisibleFiles().ShouldBeEmpty();
    }

    [Fact]
    public void An_error_that_passes_is_tried_again()
    {
        using var server =
            new LoopbackServer((number, _) => number < 3 ? Answer("500 Internal Server Error", []) : Answer("200 OK", Content));
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
    }

    [Fact]
    public void Redirections_are_followed()
    {
        using var target = new LoopbackServer((_, _) => Answer("200 OK", Content));
        using var server = new LoopbackServer((_, _) => Answer("302 Found", [], more: $"Location: {target.Address}\r\n"));
        File.ReadAllBytes(Fetch(server)).ShouldBe(Content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_silent_server_is_given_up(bool inTheMiddle)
    {
        using var server = new LoopbackServer((_, _) => null);
        using var late = new LoopbackServer((number, request) => number > 3 ? null : Answer("200 OK", Content[..10], 3000));
        Refused(inTheMiddle ? late : server, TimeSpan.FromMilliseconds(150));
        VisibleFiles().ShouldBeEmpty();
    }

    [Fact]
    public void No_server_at_all_is_told_too()
    {
        var server = new LoopbackServer((_, _) => null);
        RemoteFile file = Remote(server);
        server.Dispose();
        Should.Throw<DownloadException>(
            () => new Download(_http, TimeSpan.FromSeconds(20), TimeSpan.Zero).Fetch(file, _scratch["cache"], null, default))
            .Address.ShouldBe(file.Address);
    }

    [Fact]
    public void Cancelling_ends_a_download_and_keeps_what_came()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer((_, _) =>
        {
            cancel.Cancel();
            return null;
        });
        Should.Throw<OperationCanceledException>(() => new Download(_http, TimeSpan.FromSeconds(20), TimeSpan.Zero)
            .Fetch(Remote(server), _scratch["cache"], null, cancel.Token));
        VisibleFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_at_once_fetch_one_file()
    {
        using var server = new LoopbackServer((_, _) => Answer("200 OK", Content));
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Fetch(server))));
        paths.ShouldAllBe(path => File.ReadAllBytes(path).SequenceEqual(Content));
        server.Requests.ShouldBe(1);
        VisibleFiles().ShouldBe(["file.bin"]);
    }

    private string Fetch(LoopbackServer server, IProgress<DownloadProgress>? progress = null) =>
        new Download(_http, TimeSpan.FromSeconds(20), TimeSpan.Zero).Fetch(Remote(server), _scratch["cache"], progress, default);

    private string Refused(LoopbackServer server, TimeSpan? stall = null)
    {
        var download = new Download(_http, stall ?? TimeSpan.FromSeconds(20), TimeSpan.Zero);
        return Should.Throw<DownloadException>(() => download.Fetch(Remote(server), _scratch["cache"], null, default)).Message;
    }

    private static RemoteFile Remote(LoopbackServer server) =>
        new(server.Address, "file.bin", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));

    private string[] VisibleFiles() =>
        [.. Directory.GetFiles(_scratch["cache"]).Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith('.'))];

    private sealed class Immediate(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
