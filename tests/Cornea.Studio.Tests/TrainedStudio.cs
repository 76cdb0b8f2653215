using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests;

/// <summary>A server with a small convolutional network that has been trained.</summary>
public sealed class TrainedStudio : IAsyncLifetime
{
    public StudioHost Studio { get; } = new();

    public string Id { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Studio.InitializeAsync();
        var request = StudioHost.SmallRun(limit: 6000, epochs: 2, name: "trained");
        request["layers"] = new JsonArray(
            StudioHost.Layer("Conv2D", ("filters", 4), ("kernel_size", 3), ("activation", "relu")),
            StudioHost.Layer("MaxPooling2D", ("pool_size", 2)), StudioHost.Layer("Flatten"),
            StudioHost.Layer("Dense", ("units", 10), ("activation", "softmax")));
        Id = (string)(await Studio.PostJson("/api/train", request))["id"]!;
        await Studio.Until(Id, "finished");
    }

    public ValueTask DisposeAsync() => Studio.DisposeAsync();
}
