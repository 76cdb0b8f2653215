using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests.Server;

/// <summary>What the pages that look into a network are told.</summary>
public sealed class LookTests(TrainedStudio trained) : IClassFixture<TrainedStudio>
{
    private StudioHost Studio => trained.Studio;

    [Fact]
    public async Task A_drawing_is_answered_with_the_picture_the_network_sees_and_ten_probabilities()
    {
        // A thick upright stroke at the left of 100 x 100 pixels: the picture has it in the middle, 20 pixels high.
        var drawing = new byte[100 * 100];
        for (var y = 10; y < 90; y++)
            drawing.AsSpan((y * 100) + 12, 10).Fill(255);
        var answer = await Draw("width=100", drawing);
        var picture = answer["picture"]!.AsArray().Select(value => (float)value!).ToArray();
        picture.Length.ShouldBe(784);
        Enumerable.Range(0, 28).Count(row => picture.AsSpan(row * 28, 28).IndexOfAnyInRange(0.5f, 1f) >= 0).ShouldBeInRange(19, 21);
        answer["probabilities"]!.AsArray().Sum(value => (float)value!).ShouldBe(1, 1e-4f);
        answer["layers"].ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_drawn_is_answered_with_nothing()
    {
        var answer = await Draw("width=28", new byte[784]);
        answer["probabilities"].ShouldBeNull();
    }

    [Fact]
    public async Task The_feature_maps_are_the_sums_of_window_and_kernel()
    {
        var sample = (await Studio.Get("/api/samples?label=3&count=1"))[0]!;
        var bytes = Convert.FromBase64String((string)sample["pixels"]!);
        var answer = await Draw("width=28&kind=sample&layers=1", bytes);
        var convolution = answer["layers"]![0]!;
        ((string)convolution["class"]!).ShouldBe("Conv2D");
        var maps = Floats(convolution["values"]!);
        var weights = (await Studio.Get($"/api/models/{trained.Id}/layers/0/weights"))["weights"]!;
        var (kernel, bias) = (Floats(weights["kernel"]!["values"]!), Floats(weights["bias"]!["values"]!));
        // Cell (9, 11) of map 2 by hand: kernel (3, 3, 1, 4), valid padding, relu.
        var sum = bias[2];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
                sum += bytes[((9 + i) * 28) + 11 + j] / 255f * kernel[(((i * 3) + j) * 4) + 2];
        }
        maps[(((9 * 26) + 11) * 4) + 2].ShouldBe(Math.Max(0, sum), 1e-5f);
    }

    [Fact]
    public async Task The_lab_computes_what_the_definition_says()
    {
        float[] pixels = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        var answer = await Studio.PostJson("/api/lab", Lab(pixels, "convolution", [1, 0, 0, -1], 2));
        answer["height"]!.GetValue<int>().ShouldBe(3);
        // Each is pixel - the one a row and a column further: -5.
        answer["values"]!.AsArray().ShouldAllBe(value => (float)value! == -5);
        var pooled = await Studio.PostJson("/api/lab", Lab(pixels, "maximum", null, 2, stride: 2));
        pooled["values"]!.AsArray().Select(value => (float)value!).ShouldBe([5, 7, 13, 15]);
        var mean = await Studio.PostJson("/api/lab", Lab(pixels, "average", null, 2, stride: 2));
        mean["values"]!.AsArray().Select(value => (float)value!).ShouldBe([2.5f, 4.5f, 10.5f, 12.5f]);
        (await Studio.Post("/api/lab", Lab(pixels, "convolution", [1, 2, 3], 2))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_evaluation_counts_every_test_picture_once_and_a_cell_gives_its_pictures()
    {
        var result = await Studio.Get($"/api/models/{trained.Id}/evaluation");
        var matrix = result["matrix"]!.AsArray().Select(row => row!.AsArray().Select(value => (int)value!).ToArray()).ToArray();
        matrix.Sum(row => row.Sum()).ShouldBe(10_000);
        matrix[3].Sum().ShouldBe(1010); // threes among MNIST's test pictures
        result["accuracy"]!.GetValue<double>().ShouldBe(Enumerable.Range(0, 10).Sum(i => matrix[i][i]) / 10_000.0, 1e-12);
        var row = Array.FindIndex(matrix, line => line.Where((count, column) => count > 0 && column != Array.IndexOf(matrix, line)).Any());
        var column = Array.FindIndex(matrix[row], count => count > 0);
        var pictures = (await Studio.Get($"/api/models/{trained.Id}/evaluation/cell?actual={row}&predicted={column}")).AsArray();
        pictures.Count.ShouldBe(Math.Min(60, matrix[row][column]));
        pictures.ShouldAllBe(picture => (int)picture!["label"]! == row && (int)picture["predicted"]! == column);
    }

    [Fact]
    public async Task A_Keras_file_is_opened_as_a_graph_and_junk_is_refused_without_a_path()
    {
        var graph = await Upload("k305_cnn.keras", await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "k305_cnn.keras")));
        graph.StatusCode.ShouldBe(HttpStatusCode.OK);
        var model = JsonNode.Parse(await graph.Content.ReadAsStringAsync())!;
        model["layers"]!.AsArray().Count.ShouldBeGreaterThan(3);
        model["layers"]!.AsArray().Skip(1).ShouldAllBe(layer => layer!["from"]!.AsArray().Count > 0);
        foreach (var junk in new[] { [], new byte[100], "PK\x03\x04 and nothing more"u8.ToArray(), "not a model"u8.ToArray() })
        {
            var refused = await Upload("<img src=x>", junk);
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Content.ReadAsStringAsync()).ShouldNotContain(Path.GetTempPath());
        }
    }

    [Fact]
    public async Task An_ONNX_file_is_opened_as_a_graph()
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "keras_jax_residual.onnx"));
        using var answer = await Upload("residual.onnx", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var layers = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["layers"]!.AsArray();
        // The sum of the shortcut has two sources.
        layers.ShouldContain(layer => layer!["from"]!.AsArray().Count == 2);
    }

    [Fact]
    public async Task A_safetensors_file_is_shown_as_groups_of_weights_without_a_network()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsFile.Write(path, new Dictionary<string, Tensor>
            {
                ["encoder.0.weight"] = Tensor.From([1f, 2f, 3f, 4f, 0f, -6f], [2, 3]),
                ["encoder.0.bias"] = Tensor.From([1f, 2f], [2]),
                ["head"] = Tensor.From([float.NaN], [1]),
            });
            using var answer = await Upload("weights.safetensors", await File.ReadAllBytesAsync(path));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            var model = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            ((bool)model["isNetwork"]!).ShouldBeFalse();
            ((long)model["parameters"]!).ShouldBe(9);
            model["layers"]!.AsArray().Select(layer => (string)layer!["name"]!).ShouldBe(["encoder.0", "head"], ignoreOrder: true);
            model["layers"]!.AsArray().ShouldAllBe(layer => layer!["from"]!.AsArray().Count == 0);
            var index = model["layers"]!.AsArray().ToList().FindIndex(layer => (string)layer!["name"]! == "encoder.0");
            var group = await Studio.Get($"/api/models/{(string)model["id"]!}/layers/{index}");
            var weight = group["weights"]!.AsArray().Single(weight => (string)weight!["name"]! == "weight")!;
            ((float)weight["maximum"]!).ShouldBe(4);
            ((float)weight["minimum"]!).ShouldBe(-6);
            ((int)weight["zeros"]!).ShouldBe(1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Two_networks_are_compared_weight_by_weight()
    {
        var (first, second) = (await Saved(3), await Saved(6));
        var apart = (await Studio.Get($"/api/models/{first}/difference/{second}"))["layers"]!.AsArray();
        // All weights of the first layer are 3 in one and 6 in the other; those of the second have another shape.
        apart.Select(value => (double?)value).ShouldBe([1, null]);
        (await Studio.Get($"/api/models/{first}/difference/{first}"))["layers"]!.AsArray()
            .Select(value => (double)value!).ShouldBe([0, 0]);

        async Task<string> Saved(int value)
        {
            var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}.keras");
            try
            {
                var model = new Sequential { new Dense(2, useBias: false, inputShape: [4]), new Dense(value) };
                model.Layers[0].SetWeights([Tensor.Full([4, 2], (float)value)]);
                model.Save(path);
                using var answer = await Upload($"{value}.keras", await File.ReadAllBytesAsync(path));
                return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public async Task Costs_are_those_of_the_library_and_times_are_measured()
    {
        var model = await Studio.Get($"/api/models/{trained.Id}");
        // Conv2D of 4 kernels of 3 x 3 x 1 at 26 x 26 positions, pooling, Dense of 13 * 13 * 4 to 10.
        var macs = model["layers"]!.AsArray().Where(layer => (long)layer!["macs"]! > 0).Select(layer => (long)layer!["macs"]!);
        macs.ShouldBe([26 * 26 * 9 * 4, 13 * 13 * 4 * 10]);
        var times = await Studio.PostJson($"/api/models/{trained.Id}/cost", new JsonObject());
        ((double)times["milliseconds"]!).ShouldBeGreaterThan(0);
        times["layers"]!.AsArray().Count.ShouldBe(model["layers"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("grad-cam")]
    [InlineData("saliency")]
    [InlineData("occlusion")]
    public async Task The_map_of_a_drawing_is_that_of_the_library(string method)
    {
        var sample = (await Studio.Get("/api/samples?label=7&count=1"))[0]!;
        var bytes = Convert.FromBase64String((string)sample["pixels"]!);
        var answer = await Attribute(method, "&class=4", bytes);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var map = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((int)map["class"]!).ShouldBe(4);
        var model = Model.Load(Path.Combine(Studio.Folder, trained.Id, "model.keras"));
        var picture = Tensor.From([.. bytes.Select(value => value / 255f)], [28, 28, 1]);
        var expected = method switch
        {
            "grad-cam" => Attribution.GradCam(model, picture, 4),
            "saliency" => Attribution.Saliency(model, picture, 4),
            _ => Attribution.Occlusion(model, picture, 4, 4),
        };
        Floats(map["values"]!).ShouldBe(expected.Resized(28, 28));
        (await Attribute("other", "", bytes)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Attribute(method, "", new byte[784])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private Task<HttpResponseMessage> Attribute(string method, string query, byte[] bytes) => Studio.Client.PostAsync(
        $"/api/models/{trained.Id}/attribution?width=28&kind=sample&method={method}{query}", Bytes(bytes));

    private static JsonObject Lab(float[] pixels, string mode, float[]? kernel, int size, int stride = 1) => new()
    {
        ["pixels"] = new JsonArray([.. pixels.Select(value => (JsonNode)value)]),
        ["width"] = 4,
        ["mode"] = mode,
        ["kernel"] = kernel is null ? null : new JsonArray([.. kernel.Select(value => (JsonNode)value)]),
        ["size"] = size,
        ["stride"] = stride,
        ["dilation"] = 1,
    };

    private static float[] Floats(JsonNode base64) => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String((string)base64!)).ToArray();

    private async Task<JsonNode> Draw(string query, byte[] bytes)
    {
        using var answer = await Studio.Client.PostAsync($"/api/models/{trained.Id}/draw?{query}", Bytes(bytes));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> Upload(string name, byte[] content) =>
        Studio.Client.PostAsync($"/api/models?name={Uri.EscapeDataString(name)}", Bytes(content));

    private static ByteArrayContent Bytes(byte[] content) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
