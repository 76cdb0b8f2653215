using System.Text.Json.Nodes;

namespace Cornea.Studio.Training;

/// <summary>The networks that the page offers as beginnings.</summary>
internal static class Presets
{
    public static JsonArray ToJson() =>
    [
        Network("Small convolutional", "Two convolutions and two poolings: a good first network.",
            Layer("Conv2D", ("filters", 8), ("kernel_size", 5), ("activation", "relu")),
            Layer("MaxPooling2D", ("pool_size", 2)),
            Layer("Conv2D", ("filters", 16), ("kernel_size", 3), ("activation", "relu")),
            Layer("MaxPooling2D", ("pool_size", 2)),
            Layer("Flatten"),
            Layer("Dense", ("units", 10), ("activation", "softmax"))),
        Network("Dense", "No convolution at all: each pixel has a weight of its own.",
            Layer("Flatten"),
            Layer("Dense", ("units", 64), ("activation", "relu")),
            Layer("Dense", ("units", 10), ("activation", "softmax"))),
        Network("LeNet-5", "LeCun's network of 1998, which read cheques.",
            Layer("Conv2D", ("filters", 6), ("kernel_size", 5), ("padding", "same"), ("activation", "tanh")),
            Layer("AveragePooling2D", ("pool_size", 2)),
            Layer("Conv2D", ("filters", 16), ("kernel_size", 5), ("activation", "tanh")),
            Layer("AveragePooling2D", ("pool_size", 2)),
            Layer("Flatten"),
            Layer("Dense", ("units", 120), ("activation", "tanh")),
            Layer("Dense", ("units", 84), ("activation", "tanh")),
            Layer("Dense", ("units", 10), ("activation", "softmax"))),
        Network("Convolutional with dropout", "Larger, and harder to overfit.",
            Layer("Conv2D", ("filters", 16), ("kernel_size", 3), ("activation", "relu")),
            Layer("Conv2D", ("filters", 32), ("kernel_size", 3), ("activation", "relu")),
            Layer("MaxPooling2D", ("pool_size", 2)),
            Layer("Dropout", ("rate", 0.25)),
            Layer("Flatten"),
            Layer("Dense", ("units", 64), ("activation", "relu")),
            Layer("Dropout", ("rate", 0.5)),
            Layer("Dense", ("units", 10), ("activation", "softmax"))),
        Network("Softmax regression", "One layer: the picture of each digit, learned.",
            Layer("Flatten"),
            Layer("Dense", ("units", 10), ("activation", "softmax"))),
    ];

    private static JsonNode Network(string name, string about, params JsonNode[] layers) =>
        new JsonObject { ["name"] = name, ["about"] = about, ["layers"] = new JsonArray(layers) };

    private static JsonObject Layer(string name, params (string Key, JsonNode Value)[] config)
    {
        var values = new JsonObject();
        foreach (var (key, value) in config)
            values[key] = value;
        return new JsonObject { ["class"] = name, ["config"] = values };
    }
}
