using System.Text.Json.Nodes;

namespace Cornea.Studio.Training;

/// <summary>The layers that the page's editor offers, with what can be set of each.</summary>
internal static class LayerCatalogue
{
    private static readonly LayerField Activation = new(
        "activation", "activation", "choice", "relu",
        "linear", "relu", "softmax", "sigmoid", "tanh", "elu", "selu", "gelu", "silu", "leaky_relu", "softplus", "mish");

    private static readonly LayerField Padding = new("padding", "padding", "choice", "valid", "valid", "same");
    private static readonly LayerField Kernel = new("kernel_size", "kernel", "integer", "3");
    private static readonly LayerField Strides = new("strides", "stride", "integer", "1");
    private static readonly LayerField Pool = new("pool_size", "window", "integer", "2");
    private static readonly LayerField Rate = new("rate", "rate", "number", "0.25");

    private static readonly (string Class, string Group, LayerField[] Fields)[] Layers =
    [
        ("Conv2D", "Convolution", [new("filters", "filters", "integer", "16"), Kernel, Strides, Padding, Activation]),
        ("SeparableConv2D", "Convolution", [new("filters", "filters", "integer", "16"), Kernel, Strides, Padding, Activation]),
        ("DepthwiseConv2D", "Convolution", [Kernel, Strides, Padding, Activation]),
        ("MaxPooling2D", "Pooling", [Pool, Padding]),
        ("AveragePooling2D", "Pooling", [Pool, Padding]),
        ("GlobalAveragePooling2D", "Pooling", []),
        ("GlobalMaxPooling2D", "Pooling", []),
        ("Dense", "Core", [new("units", "units", "integer", "64"), Activation]),
        ("Activation", "Core", [Activation]),
        ("Flatten", "Reshaping", []),
        ("Reshape", "Reshaping", [new("target_shape", "shape", "list", "28, 28, 1")]),
        ("UpSampling2D", "Reshaping", [new("size", "factor", "integer", "2")]),
        ("ZeroPadding2D", "Reshaping", [new("padding", "border", "integer", "1")]),
        ("Dropout", "Regularization", [Rate]),
        ("SpatialDropout2D", "Regularization", [Rate]),
        ("GaussianNoise", "Regularization", [new("stddev", "deviation", "number", "0.1")]),
        ("BatchNormalization", "Normalization", []),
        ("LayerNormalization", "Normalization", []),
        ("Softmax", "Core", []),
    ];

    public static bool Contains(string name) => Layers.Any(layer => layer.Class == name);

    public static bool Takes(string name, string key) =>
        key == "name" || Layers.First(layer => layer.Class == name).Fields.Any(field => field.Key == key);

    public static JsonArray ToJson() => new([.. Layers.Select(layer => new JsonObject
    {
        ["class"] = layer.Class,
        ["group"] = layer.Group,
        ["fields"] = new JsonArray([.. layer.Fields.Select(field => field.ToJson())]),
    })]);
}
