using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>images.json: the image functions of <c>keras.ops.image</c>.</summary>
public sealed class ImagesReplay : Replay
{
    public override string File => "images.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var function = test.Text("function");
        Tensor[] inputs = [.. test.GetProperty("inputs").EnumerateArray().Select(array => array.Tensor())];
        var expected = test.GetProperty("outputs")[0];
        // Backends differ at the border of sobel_edges: compare the interior of (batch, height, width, channels, 2).
        Func<int, bool>? skip = null;
        if (function == "sobel_edges")
        {
            var shape = expected.Shape();
            bool OnEdge(int i, int axis)
            {
                var place = i / shape[(axis + 1)..].Size % shape[axis];
                return place == 0 || place == shape[axis] - 1;
            }
            skip = i => OnEdge(i, 1) || OnEdge(i, 2);
        }
        comparison.Near(function, Compute(function, inputs, test.GetProperty("kwargs")), expected, 1e-5, skip);
    }

    private static Tensor Compute(string function, Tensor[] inputs, JsonElement k)
    {
        var format = k.Text("data_format", "channels_last") == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;
        var interpolation = Between(k.Text("interpolation", "bilinear"));
        var fill = Outside(k.Text("fill_mode", "constant"));
        var fillValue = k.Number("fill_value", 0);
        (int, int) Pair(string name, int otherwise) => k.Axes(name) is not { } list ? (otherwise, otherwise) : (list[0], list[^1]);
        switch (function)
        {
            case "resize":
                var size = k.Axes("size")!;
                return ImageOps.Resize(inputs[0], size[0], size[1], interpolation, k.Flag("antialias"), Proportions(k), fillValue, format);
            case "rgb_to_grayscale": return ImageOps.RgbToGrayscale(inputs[0], format);
            case "rgb_to_hsv": return ImageOps.RgbToHsv(inputs[0], format);
            case "hsv_to_rgb": return ImageOps.HsvToRgb(inputs[0], format);
            case "gaussian_blur":
                // Keras's first sigma is the one across.
                var sigma = k.Optional("sigma")?.Numbers() ?? [1, 1];
                return ImageOps.GaussianBlur(inputs[0], Pair("kernel_size", 3), (sigma[1], sigma[0]), format);
            case "sobel_edges": return ImageOps.SobelEdges(inputs[0], format);
            case "ssim": return ImageOps.Ssim(inputs[0], inputs[1], k.Number("max_val"), k.Whole("filter_size", 11), dataFormat: format);
            case "extract_patches":
                var patch = Pair("size", 1);
                return ImageOps.ExtractPatches(
                    inputs[0], patch, k.Optional("strides") is null ? null : Pair("strides", 1), k.Whole("dilation_rate", 1),
                    k.Text("padding", "valid") == "same", format);
            case "crop_images":
                return ImageOps.CropImages(inputs[0], k.Whole("top_cropping", 0), k.Whole("left_cropping", 0), k.Whole("target_height", 0),
                    k.Whole("target_width", 0), format);
            case "pad_images":
                return ImageOps.PadImages(inputs[0], k.Whole("top_padding", 0), k.Whole("left_padding", 0), k.Whole("target_height", 0),
                    k.Whole("target_width", 0), 0, format);
            case "affine_transform":
                return ImageOps.AffineTransform(inputs[0], Nested(k.GetProperty("transform")), interpolation, fill, fillValue, format);
            case "perspective_transform":
                return ImageOps.PerspectiveTransform(inputs[0], Nested(k.GetProperty("start_points")), Nested(k.GetProperty("end_points")),
                    interpolation, fillValue, format);
            case "map_coordinates":
                return ImageOps.MapCoordinates(
                    inputs[0], Nested(k.GetProperty("coordinates")), k.Whole("order", 1) == 0 ? Interpolation.Nearest
                        : Interpolation.Bilinear, fill, fillValue);
            default: throw new UnsupportedCaseException(function);
        }
    }

    /// <summary>The interpolation of Keras's name. The cases were made with PyTorch, whose cubic is the sharp one.</summary>
    public static Interpolation Between(string name) => name switch
    {
        "nearest" => Interpolation.Nearest,
        "bilinear" => Interpolation.Bilinear,
        "bicubic" => Interpolation.BicubicSharp,
        "lanczos3" => Interpolation.Lanczos3,
        "lanczos5" => Interpolation.Lanczos5,
        _ => throw new UnsupportedCaseException($"interpolation {name}"),
    };

    /// <summary>What two arguments of Keras say together.</summary>
    public static AspectRatio Proportions(JsonElement arguments) =>
        arguments.Flag("crop_to_aspect_ratio") ? AspectRatio.Crop
        : arguments.Flag("pad_to_aspect_ratio") ? AspectRatio.Pad : AspectRatio.Stretch;

    private static FillMode Outside(string name) => Enum.Parse<FillMode>(name, ignoreCase: true);

    private static Tensor Nested(JsonElement list)
    {
        var shape = new List<int>();
        for (var inner = list; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
            shape.Add(inner.GetArrayLength());
        return Tensor.From(Flat(list).Select(value => (float)value).ToArray(), new Shape([.. shape]));
    }

    private static IEnumerable<double> Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().SelectMany(Flat) : [value.Number()];
}
