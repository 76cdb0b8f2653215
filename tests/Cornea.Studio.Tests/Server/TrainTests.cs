using System.Net;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests.Server;

/// <summary>A training by requests alone.</summary>
public sealed class TrainTests(StudioHost studio) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task A_network_is_trained_and_its_curves_and_weights_are_kept()
    {
        var started = await studio.PostJson("/api/train", StudioHost.SmallRun(epochs: 2));
        var run = await studio.Until((string)started["id"]!, "finished");
        run["parameters"]!.GetValue<long>().ShouldBe((784 * 16) + 16 + (16 * 10) + 10);
        var epochs = run["epochPoints"]!.AsArray();
        epochs.Count.ShouldBe(2);
        var points = run["points"]!.AsArray();
        points.Count.ShouldBeGreaterThanOrEqualTo(2);
        // 500 pictures in batches of 20 are 25 steps an epoch; the last of each is always noted.
        ((long)points[^1]![1]!).ShouldBe(50);
        ((double)points[^1]![0]!).ShouldBe(2);
        run["hasModel"]!.GetValue<bool>().ShouldBeTrue();
        File.Exists(Path.Combine(studio.Folder, (string)run["id"]!, "model.keras")).ShouldBeTrue();
    }

    [Fact]
    public async Task Points_are_means_of_the_batches_between_them()
    {
        var started = await studio.PostJson("/api/train", StudioHost.SmallRun(epochs: 1, name: "means"));
        var run = await studio.Until((string)started["id"]!, "finished");
        // Weighted by the steps they stand for, the points of an epoch give the epoch's own figure.
        var points = run["points"]!.AsArray();
        var (sum, before) = (0.0, 0L);
        foreach (var point in points)
        {
            var step = (long)point![1]!;
            sum += (double)point[3]! * (step - before);
            before = step;
        }
        (sum / before).ShouldBe((double)run["epochPoints"]![0]![2]!, 1e-3);
    }

    [Fact]
    public async Task A_training_pauses_takes_another_rate_goes_on_and_stops()
    {
        var started = await studio.PostJson("/api/train", StudioHost.SmallRun(limit: 6000, epochs: 1000, name: "reins"));
        var id = (string)started["id"]!;
        await studio.Until(id, "running");
        (await studio.Post("/api/train", StudioHost.SmallRun())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await studio.Client.DeleteAsync($"/api/runs/{id}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await studio.PostJson($"/api/runs/{id}/pause", new JsonObject());
        (await studio.Until(id, "paused"))["state"]!.GetValue<string>().ShouldBe("paused");
        (await studio.Post($"/api/runs/{id}/pause", new JsonObject())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await studio.PostJson($"/api/runs/{id}/rate", new JsonObject { ["rate"] = 0.0005 });
        (await studio.Post($"/api/runs/{id}/rate", new JsonObject { ["rate"] = -1 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await studio.PostJson($"/api/runs/{id}/resume", new JsonObject());
        var run = await studio.Until(id, "running");
        run["rate"]!.GetValue<double>().ShouldBe(0.0005);
        await studio.PostJson($"/api/runs/{id}/stop", new JsonObject());
        await studio.Until(id, "stopped");

        (await studio.Client.DeleteAsync($"/api/runs/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Directory.Exists(Path.Combine(studio.Folder, id)).ShouldBeFalse();
        (await studio.Client.GetAsync($"/api/runs/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_training_interrupted_by_the_end_of_the_server_ends_with_the_same_weights()
    {
        await using var broken = new StudioHost();
        await broken.InitializeAsync();
        var request = StudioHost.SmallRun(limit: 3000, epochs: 6, name: "broken off");
        var id = (string)(await broken.PostJson("/api/train", request.DeepClone()))["id"]!;
        while ((await broken.Get($"/api/runs/{id}"))["points"]!.AsArray().Count < 2)
            await Task.Delay(10);
        await broken.Restart();
        var state = (string)(await broken.Get($"/api/runs/{id}"))["state"]!;
        state.ShouldBeOneOf("interrupted", "finished");
        if (state == "interrupted")
            await broken.PostJson($"/api/runs/{id}/resume", new JsonObject());
        await broken.Until(id, "finished");

        var whole = (string)(await broken.PostJson("/api/train", request.DeepClone()))["id"]!;
        await broken.Until(whole, "finished");
        var first = await broken.Get($"/api/models/{id}/layers/2/weights");
        var second = await broken.Get($"/api/models/{whole}/layers/2/weights");
        first["weights"]!.ToJsonString().ShouldBe(second["weights"]!.ToJsonString());
    }

    [Fact]
    public async Task Events_tell_the_state_and_the_curves()
    {
        var started = await studio.PostJson("/api/train", StudioHost.SmallRun(name: "events"));
        using var stream = await studio.Client.GetStreamAsync("/api/events");
        using var reader = new StreamReader(stream);
        var (epochs, finished) = (0, false);
        while (!finished || epochs == 0)
        {
            var line = await reader.ReadLineAsync();
            if (line != "event: run" && line != "event: curves")
                continue;
            var data = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
            ((string)data["id"]!).ShouldBe((string)started["id"]!);
            if (line == "event: curves")
                epochs += data["epochs"]!.AsArray().Count;
            else
                finished |= (string)data["state"]! == "finished";
        }
        epochs.ShouldBe(1);
    }

    [Fact]
    public async Task The_error_stands_at_the_layer_that_has_it()
    {
        var layers = new JsonArray(
            StudioHost.Layer("Flatten"), StudioHost.Layer("Conv2D", ("filters", 4), ("kernel_size", 3)),
            StudioHost.Layer("Dense", ("units", 10)));
        var answer = await studio.PostJson("/api/check", new JsonObject { ["layers"] = layers });
        var known = answer["layers"]!.AsArray();
        known[0]!["error"].ShouldBeNull();
        known[0]!["shape"]!.ToJsonString().ShouldBe("[784]");
        ((string)known[1]!["error"]!).ShouldContain("conv2d", Case.Insensitive);
        known[2]!["shape"].ShouldBeNull();
        answer["fits"]!.GetValue<bool>().ShouldBeFalse();
        var refused = await studio.Post("/api/train", new JsonObject { ["layers"] = layers.DeepClone() });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Shapes_parameters_and_multiply_adds_are_those_by_hand()
    {
        var answer = await studio.PostJson("/api/check", new JsonObject
        {
            ["layers"] = new JsonArray(
                StudioHost.Layer("Conv2D", ("filters", 8), ("kernel_size", 5), ("activation", "relu")),
                StudioHost.Layer("MaxPooling2D", ("pool_size", 2)), StudioHost.Layer("Flatten"),
                StudioHost.Layer("Dense", ("units", 10), ("activation", "softmax"))),
        });
        var layers = answer["layers"]!.AsArray();
        layers[0]!["shape"]!.ToJsonString().ShouldBe("[24,24,8]");
        layers[0]!["parameters"]!.GetValue<long>().ShouldBe((5 * 5 * 8) + 8);
        layers[0]!["macs"]!.GetValue<long>().ShouldBe(24 * 24 * 5 * 5 * 8);
        layers[1]!["shape"]!.ToJsonString().ShouldBe("[12,12,8]");
        layers[3]!["macs"]!.GetValue<long>().ShouldBe(12 * 12 * 8 * 10);
        answer["fits"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("units", 2147483647)]
    [InlineData("units", 0)]
    [InlineData("units", -1)]
    [InlineData("activation", 3)]
    [InlineData("kernel_initializer", 1)]
    public async Task Arguments_that_do_not_fit_are_said_at_the_layer(string key, int value)
    {
        var answer = await studio.PostJson("/api/check", new JsonObject
        {
            ["layers"] = new JsonArray(StudioHost.Layer("Flatten"), StudioHost.Layer("Dense", ("units", 10), (key, value))),
        });
        ((string)answer["layers"]![1]!["error"]!).ShouldNotBeEmpty();
    }
}
