using System.Text;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests;

/// <summary>A server with a folder of runs of its own, and the requests that tests make.</summary>
public sealed class StudioHost : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"cornea-studio-{Guid.NewGuid():N}");

    private StudioServer? _server;

    public HttpClient Client { get; private set; } = new();

    public Uri Address => _server!.Address;

    public string Folder => _folder;

    /// <summary>What the server works with, for measurements that must not go through it.</summary>
    internal Workspace Workspace => _server!.Workspace;

    public async ValueTask InitializeAsync() => await Start(64);

    public async Task Start(int streams, int port = 0)
    {
        _server = await StudioServer.StartAsync(new StudioOptions(_folder) { MaximumStreams = streams, Port = port });
        Client = new HttpClient { BaseAddress = _server.Address };
    }

    /// <summary>Ends the server as Ctrl-C does, and starts another over the same folder at the same address.</summary>
    public async Task Restart()
    {
        var port = Address.Port;
        await Stop();
        await Start(64, port);
    }

    public async Task Stop()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
    }

    public async Task<JsonNode> Get(string path)
    {
        using var answer = await Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> Post(string path, JsonNode body) =>
        Client.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    public async Task<JsonNode> PostJson(string path, JsonNode body)
    {
        using var answer = await Post(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Waits until a run is in one of some states. There is no time limit but the test's own.</summary>
    public async Task<JsonNode> Until(string id, params string[] states)
    {
        while (true)
        {
            var run = await Get($"/api/runs/{id}");
            var state = (string)run["state"]!;
            if (states.Contains(state))
                return run;
            state.ShouldNotBe("failed", (string?)run["message"]);
            await Task.Delay(20);
        }
    }

    /// <summary>A small training: a dense network, few pictures.</summary>
    public static JsonObject SmallRun(int limit = 600, int epochs = 1, string name = "small") => new()
    {
        ["name"] = name,
        ["data"] = "mnist",
        ["limit"] = limit,
        ["epochs"] = epochs,
        ["batch"] = 20,
        ["optimizer"] = "Adam",
        ["layers"] = Dense(16),
    };

    public static JsonArray Dense(int units) =>
    [
        Layer("Flatten"), Layer("Dense", ("units", units), ("activation", "relu")),
        Layer("Dense", ("units", 10), ("activation", "softmax")),
    ];

    public static JsonObject Layer(string name, params (string Key, JsonNode Value)[] config)
    {
        var values = new JsonObject();
        foreach (var (key, value) in config)
            values[key] = value;
        return new JsonObject { ["class"] = name, ["config"] = values };
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
