using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Functions and nodes of TensorFlow in models of Keras 2, with answers by hand.</summary>
public sealed class TensorFlowModelsTests
{
    private static readonly ConfigSource Keras2 = new(new Version(2, 11));

    // Of the row 1 -2 3.
    [Theory]
    [InlineData("math.add_n", "[[\"i\", 0, 0, {}], [\"i\", 0, 0, {}]]", new[] { 2f, -4, 6 })]
    [InlineData("__operators__.add", "[\"i\", 0, 0, {\"y\": [10.0, 20.0, 30.0]}]", new[] { 11f, 18, 33 })]
    [InlineData("nn.bias_add", "[\"i\", 0, 0, {\"bias\": [10.0, 20.0, 30.0], \"data_format\": \"NHWC\"}]", new[] { 11f, 18, 33 })]
    [InlineData("math.cumsum", "[\"i\", 0, 0, {\"axis\": 1, \"exclusive\": true}]", new[] { 0f, 1, -1 })]
    [InlineData("math.cumsum", "[\"i\", 0, 0, {\"axis\": 1, \"reverse\": true}]", new[] { 2f, 1, 3 })]
    [InlineData("math.cumsum", "[\"i\", 0, 0, {\"axis\": 1, \"reverse\": true, \"exclusive\": true}]", new[] { 1f, 3, 0 })]
    [InlineData("clip_by_norm", "[\"i\", 0, 0, {\"clip_norm\": 7.483315, \"axes\": [1]}]", new[] { 1f, -2, 3 })] // norm sqrt(14)
    [InlineData("clip_by_norm", "[\"i\", 0, 0, {\"clip_norm\": 1.8708287, \"axes\": [1]}]", new[] { 0.5f, -1, 1.5f })]
    [InlineData("nn.crelu", "[\"i\", 0, 0, {}]", new[] { 1f, 0, 3, 0, 2, 0 })]
    [InlineData("nn.moments", "[\"i\", 0, 0, {\"axes\": [1]}]", new[] { 2 / 3f })]
    [InlineData("nn.silu", "[\"i\", 0, 0, {\"beta\": 1.0}]", new[] { 0.7310586f, -0.23840584f, 2.8577223f })]
    [InlineData("convert_to_tensor", "[\"i\", 0, 0, {\"dtype\": \"float32\"}]", new[] { 1f, -2, 3 })]
    [InlineData("keras.backend.pow", "[\"i\", 0, 0, {\"a\": 2}]", new[] { 1f, 4, 9 })]
    [InlineData("keras.backend.batch_flatten", "[\"i\", 0, 0, {}]", new[] { 1f, -2, 3 })]
    [InlineData("nn.local_response_normalization",
        "[\"i\", 0, 0, {\"depth_radius\": 1, \"bias\": 2.0, \"alpha\": 1.0, \"beta\": 1.0}]", new[] { 1 / 7f, -2 / 16f, 3 / 15f })]
    public void A_function_keeps_its_meaning(string function, string call, float[] expected) =>
        Row("TFOpLambda", $"\"function\": \"{function}\"", call).ShouldBe(expected, 1e-6);

    [Theory]
    [InlineData("AddN", "", "", new[] { 1f, -2, 3 })]
    [InlineData("BiasAdd", "", "\"1\": [10.0, 20.0, 30.0]", new[] { 11f, 18, 33 })]
    [InlineData("Cumsum", "\"exclusive\": {\"b\": true}", "\"1\": 1", new[] { 0f, 1, -1 })]
    [InlineData("MirrorPad", "\"mode\": {\"s\": \"UkVGTEVDVA==\"}", "\"1\": [[0, 0], [2, 0]]", new[] { 3f, -2, 1, -2, 3 })]
    [InlineData("Slice", "", "\"1\": [0, 1], \"2\": [-1, 2]", new[] { -2f, 3 })]
    [InlineData("Split", "\"num_split\": {\"i\": \"3\"}", "\"0\": 1", new[] { 1f })]
    [InlineData("SplitV", "\"num_split\": {\"i\": \"2\"}", "\"1\": [2, 1], \"2\": 1", new[] { 1f, -2 })]
    [InlineData("TopKV2", "\"sorted\": {\"b\": true}", "\"1\": 2", new[] { 3f, 1 })]
    [InlineData("LRN", "\"depth_radius\": {\"i\": \"1\"}, \"bias\": {\"f\": 2.0}, \"alpha\": {\"f\": 1.0}, \"beta\": {\"f\": 1.0}", "",
        new[] { 1 / 7f, -2 / 16f, 3 / 15f })]
    public void A_node_keeps_its_meaning(string operation, string attributes, string constants, float[] expected) => Row(
        "TensorFlowOpLayer",
        $"\"node_def\": {{\"name\": \"n\", \"op\": \"{operation}\", \"attr\": {{{attributes}}}}}, \"constants\": {{{constants}}}",
        "[[\"i\", 0, 0, {}]]").ShouldBe(expected, 1e-6);

    // A picture of 2 x 2, 1 2 / 3 4, to 3 x 2: TensorFlow 1 takes corners for the places of pixels unless told otherwise.
    [Theory]
    [InlineData("ResizeNearestNeighbor", "", new[] { 1f, 2, 1, 2, 3, 4 })] // rows 0, 0.67, 1.33
    [InlineData("ResizeNearestNeighbor", "\"align_corners\": {\"b\": true}", new[] { 1f, 2, 3, 4, 3, 4 })] // rows 0, 0.5, 1
    [InlineData("ResizeBilinear", "", new[] { 1f, 2, 7 / 3f, 10 / 3f, 3, 4 })]
    [InlineData("ResizeBilinear", "\"align_corners\": {\"b\": true}", new[] { 1f, 2, 2, 3, 3, 4 })]
    [InlineData("ResizeBilinear", "\"half_pixel_centers\": {\"b\": true}", new[] { 1f, 2, 2, 3, 3, 4 })]
    public void Pictures_are_resized_as_TensorFlow_1_did(string operation, string attributes, float[] expected) => Values(
        "TensorFlowOpLayer",
        $"\"node_def\": {{\"name\": \"n\", \"op\": \"{operation}\", \"attr\": {{{attributes}}}}}, \"constants\": {{\"1\": [3, 2]}}",
        "[[\"i\", 0, 0, {}]]", Tensor.From([1f, 2, 3, 4], [1, 2, 2, 1])).ShouldBe(expected, 1e-6);

    [Theory]
    [InlineData("image.grayscale_to_rgb", new[] { 1f }, new[] { 1f, 1, 1 })]
    [InlineData("image.rgb_to_grayscale", new[] { 10f, 20, 30 }, new[] { 18.149f })] // 0.2989, 0.587, 0.114
    [InlineData("image.per_image_standardization", new[] { 1f, 3 }, new[] { -1f, 1 })]
    [InlineData("image.per_image_standardization", new[] { 1f, 1 }, new[] { 0f, 0 })]
    public void Functions_of_pictures_keep_their_meaning(string function, float[] pixel, float[] expected) =>
        Values("TFOpLambda", $"\"function\": \"{function}\"", "[\"i\", 0, 0, {}]", Tensor.From(pixel, [1, 1, 1, pixel.Length]))
            .ShouldBe(expected, 1e-5);

    [Fact]
    public void A_shape_is_that_of_the_batch_that_comes() => Values(
        "TensorFlowOpLayer", "\"node_def\": {\"name\": \"n\", \"op\": \"Shape\", \"attr\": {}}, \"constants\": {}", "[[\"i\", 0, 0, {}]]",
        Tensor.Zeros([5, 2, 3], DType.Float32)).ShouldBe([5, 2, 3]);

    [Fact]
    public void A_band_keeps_the_diagonals_that_it_names() => Values(
        "TFOpLambda", "\"function\": \"linalg.band_part\"", "[\"i\", 0, 0, {\"num_lower\": 0, \"num_upper\": 1}]",
        Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3])).ShouldBe([1, 2, 0, 0, 5, 6, 0, 0, 9]);

    [Fact]
    public void A_one_hot_code_of_other_values_is_refused() => Should.Throw<ConfigException>(() => Row(
        "TensorFlowOpLayer", "\"node_def\": {\"name\": \"n\", \"op\": \"OneHot\", \"attr\": {}}, "
            + "\"constants\": {\"1\": 4, \"2\": 0.5, \"3\": 0.0}", "[[\"i\", 0, 0, {}]]")).Message.ShouldContain("0.5");

    private static float[] Row(string className, string config, string call) =>
        Values(className, config, call, Tensor.From([1f, -2, 3], [1, 3]));

    // Keras imports the class by the name of its module.
    [Theory]
    [InlineData("nn.depth_to_space", "\"block_size\": 2", 4, "keras.src.ops.nn")]
    [InlineData("math.erf", "", 4, "keras.src.ops.math")]
    [InlineData("cast", "\"dtype\": \"int32\"", 4, "keras.src.ops.core")]
    [InlineData("math.square", "", 4, "keras.src.ops.numpy")]
    public void A_function_is_written_with_the_module_that_has_it(string function, string arguments, int channels, string module)
    {
        var model = Network(
            "TFOpLambda", $"\"function\": \"{function}\"", $"[\"i\", 0, 0, {{{arguments}}}]", [1, 2, 2, channels]);
        Registry.GetConfig(model)["layers"].AsList()[1].AsObject()["module"].AsText().ShouldBe(module);
    }

    private static float[] Values(string className, string config, string call, Tensor x) =>
        Network(className, config, call, x.Shape).Apply(x)[0].ToArray<float>();

    private static Model Network(string className, string config, string call, Shape shape) => Model.FromJson($$$"""
        {"class_name": "Functional", "config": {"name": "m", "layers": [{"class_name": "InputLayer", "config":
        {"batch_input_shape": [null, {{{string.Join(", ", shape.Skip(1))}}}], "name": "i"}, "name": "i", "inbound_nodes": []},
        {"class_name": "{{{className}}}", "config": {"name": "f", "trainable": true, "dtype": "float32", {{{config}}}},
        "name": "f", "inbound_nodes": [{{{call}}}]}], "input_layers": [["i", 0, 0]], "output_layers": [["f", 0, 0]]}}
        """, Keras2);
}
