using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Configurations of Keras 1 and 2 that today's Keras does not read, with answers by hand.</summary>
public sealed class OlderModelsTests
{
    private static readonly ConfigSource Keras1 = new(new Version(1, 2)), Keras2 = new(new Version(2, 3));

    [Theory]
    [InlineData("sum", new float[] { 11, 22 })]
    [InlineData("mul", new float[] { 10, 40 })]
    [InlineData("ave", new float[] { 5.5f, 11 })]
    [InlineData("max", new float[] { 10, 20 })]
    [InlineData("concat", new float[] { 1, 2, 10, 20 })]
    [InlineData("dot", new float[] { 50 })]
    public void A_sequential_model_may_begin_with_branches(string mode, float[] expected)
    {
        var branch = """
            {"class_name": "Sequential", "config": [{"class_name": "Activation",
            "config": {"name": "NAME", "activation": "linear", "batch_input_shape": [null, 2], "input_dtype": "float32"}}]}
            """;
        var json = $$$"""
            {"class_name": "Sequential", "config": [{"class_name": "Merge", "config": {"mode": "{{{mode}}}", "mode_type": "raw",
            "concat_axis": 1, "dot_axes": 1, "name": "merge_1",
            "layers": [{{{branch.Replace("NAME", "a")}}}, {{{branch.Replace("NAME", "b")}}}]}},
            {"class_name": "Activation", "config": {"name": "end", "activation": "linear"}}]}
            """;
        var model = Model.FromJson(json, new ConfigSource(new Version(1, 2)));
        model.Layers.Select(layer => layer.Name).ShouldBe(["a_input", "b_input", "a", "b", "merge_1", "end"]);
        model.Predict(new[] { Tensor.From([1f, 2], [1, 2]), Tensor.From([10f, 20], [1, 2]) }, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(expected);
    }

    [Fact]
    public void A_merge_by_a_function_is_refused_by_its_name() => Should.Throw<ConfigException>(() => Model.FromJson("""
        {"class_name": "Model", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
        {"class_name": "Merge", "config": {"mode": "xx", "mode_type": "lambda", "name": "joined"}, "name": "joined",
        "inbound_nodes": [[["i", 0, 0]]]}], "input_layers": [["i", 0, 0]], "output_layers": [["joined", 0, 0]]}}
        """, Keras1)).Message.ShouldContain("joined");

    [Fact]
    public void Maxout_takes_the_largest_of_its_maps()
    {
        var model = Model.FromJson("""
            {"class_name": "Sequential", "config": [{"class_name": "MaxoutDense", "config": {"name": "m", "output_dim": 2, "nb_feature": 2,
            "init": "glorot_uniform", "W_regularizer": null, "W_constraint": {"name": "MaxNorm", "m": 2, "axis": 0}, "bias": true,
            "input_dim": 2, "batch_input_shape": [null, 2]}}]}
            """, Keras1);
        // Maps (x1, x2) + (0, 10) and (2 x1, 3 x2) + (1, 0) of (3, 4): (3, 14) and (7, 12).
        model.SetWeights([Tensor.From([1f, 0, 0, 1, 2, 0, 0, 3], [2, 2, 2]), Tensor.From([0f, 10, 1, 0], [2, 2])]);
        model.Predict(Tensor.From([3f, 4], [1, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe([7, 14]);
        ((MaxoutDense)model.Layers[0]).KernelConstraint.ShouldBeOfType<MaxNorm>();
    }

    [Fact]
    public void A_highway_lets_a_part_of_its_input_pass()
    {
        var model = new Sequential { new Highway() };
        model.BuildFor([new Shape(Shape.Unknown, 1)]);
        model.SetWeights([Tensor.From([3f], [1, 1]), Tensor.From([0f], [1, 1]), Tensor.From([1f]), Tensor.From([0f])]);
        // t = sigmoid(0) = 0.5; 0.5 (3 * 2 + 1) + 0.5 * 2.
        model.Predict(Tensor.From([2f], [1, 1]), verbose: Verbosity.Silent).ToArray().ShouldBe([4.5f]);
    }

    [Fact]
    public void A_locally_connected_layer_has_a_kernel_for_each_position()
    {
        var model = Model.FromJson("""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "LocallyConnected1D", "config": {"name": "l",
            "trainable": true, "batch_input_shape": [null, 3, 2], "dtype": "float32", "filters": 1, "kernel_size": [2], "strides": [1],
            "padding": "valid", "data_format": "channels_last", "activation": "linear", "use_bias": true, "implementation": 1}}]}}
            """, Keras2);
        // Two positions; windows (1 2 3 4) and (3 4 5 6), each flattened step by step.
        model.SetWeights([Tensor.From([1f, 10, 100, 1000, 0, 1, 0, 2], [2, 4, 1]), Tensor.From([0.5f, -1], [2, 1])]);
        model.Predict(Tensor.From([1f, 2, 3, 4, 5, 6], [1, 3, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe([4321.5f, 15]);
    }

    // Keras 2 lays half of such a window before its place (conv_utils.conv_connected_inputs): 1 2 / 3 4 has zeros before it, not behind,
    // windows 0 0 0 1, 0 0 1 2, 0 1 0 3 and 1 2 3 4, each with a kernel of its own.
    [Theory]
    [InlineData("channels_last")]
    [InlineData("channels_first")]
    public void A_locally_connected_layer_of_pictures_may_be_padded(string format)
    {
        var model = Model.FromJson($$$"""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "LocallyConnected2D", "config": {"name": "l",
            "batch_input_shape": [null, {{{(format == "channels_last" ? "2, 2, 1" : "1, 2, 2")}}}], "filters": 1, "kernel_size": [2, 2],
            "padding": "same", "implementation": 2, "use_bias": false, "data_format": "{{{format}}}"}}]}}
            """, Keras2);
        model.SetWeights([Tensor.From([1f, 10, 100, 1000, 1, 10, 100, 1000, 2, 20, 200, 2000, 3, 1, 1, 1], [4, 4, 1])]);
        var picture = format == "channels_last" ? new Shape(1, 2, 2, 1) : new Shape(1, 1, 2, 2);
        model.Predict(Tensor.From([1f, 2, 3, 4], picture), verbose: Verbosity.Silent).ToArray().ShouldBe([1000f, 2100, 6020, 12]);
    }

    [Theory]
    [InlineData("channels_last", new[] { 1f, 5, 2, 6, 3, 7, 4, 8 }, new[] { 190f, 51.5f })]
    [InlineData("channels_first", new[] { 1f, 2, 3, 4, 5, 6, 7, 8 }, new[] { 204f, 15.5f })]
    public void A_locally_connected_layer_of_pictures_reads_its_window_row_by_row(string format, float[] picture, float[] expected)
    {
        // A picture of two channels, 1 2 / 3 4 and 5 6 / 7 8, and a window as large; two filters.
        var model = Model.FromJson($$$"""
            {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "LocallyConnected2D", "config": {"name": "l",
            "batch_input_shape": [null, 2, 2, 2], "filters": 2, "kernel_size": [2, 2], "data_format": "{{{format}}}"}}]}}
            """, Keras2);
        var kernel = new float[16];
        for (var tap = 0; tap < 8; tap++)
            (kernel[2 * tap], kernel[2 * tap + 1]) = (tap + 1, tap is 1 ? 10 : tap is 0 ? 1 : 0);
        model.SetWeights([Tensor.From(kernel, [1, 8, 2]), Tensor.From([0f, format == "channels_last" ? 0.5f : -5.5f], [1, 1, 2])]);
        model.Predict(Tensor.From(picture, [1, 2, 2, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData("split", "{\"num_or_size_splits\": [1, 2], \"axis\": -1}", new[] { 1f, 4 })] // the first part
    [InlineData("slice", "{\"begin\": [0, 1], \"size\": [-1, 1]}", new[] { 2f, 5 })]
    [InlineData("strided_slice",
        "{\"begin\": [0, 2], \"end\": [0, 0], \"strides\": [1, 1], \"begin_mask\": 1, \"end_mask\": 1, \"shrink_axis_mask\": 2}",
        new[] { 3f, 6 })]
    [InlineData("math.argmax", "{\"axis\": 1, \"output_type\": \"int64\"}", new[] { 2f, 2 })]
    [InlineData("norm", "{\"ord\": \"euclidean\", \"axis\": 1}", new[] { 3.7416575f, 8.774964f })]
    [InlineData("math.cosh", "{}", new[] { 1.5430806f, 3.7621958f, 10.067662f, 27.308233f, 74.20995f, 201.71564f })]
    [InlineData("roll", "{\"shift\": 1, \"axis\": 1}", new[] { 3f, 1, 2, 6, 4, 5 })]
    [InlineData("keras.backend.mean", "{\"axis\": 1, \"keepdims\": false}", new[] { 2f, 5 })]
    [InlineData("linalg.matrix_transpose", "{}", new[] { 1f, 4, 2, 5, 3, 6 })]
    public void Functions_of_TensorFlow_keep_their_meaning(string function, string arguments, float[] expected)
    {
        var model = Model.FromJson($$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 3], "name": "i"}, "name": "i", "inbound_nodes": []},
            {"class_name": "TFOpLambda", "config": {"name": "f", "trainable": true, "dtype": "float32", "function": "{{{function}}}"},
            "name": "f", "inbound_nodes": [["i", 0, 0, {{{arguments}}}]]}],
            "input_layers": [["i", 0, 0]], "output_layers": [["f", 0, 0]]}}
            """, Keras2);
        var found = model.Apply(Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]))[0].ToArray<float>();
        found.Length.ShouldBe(expected.Length);
        for (var i = 0; i < found.Length; i++)
            found[i].ShouldBe(expected[i], 1e-5f * (1 + expected[i]));
    }

    [Fact]
    public void A_batch_normalization_by_sample_is_refused() => Should.Throw<ConfigException>(() => Model.FromJson("""
        {"class_name": "Sequential", "config": [{"class_name": "BatchNormalization", "config": {"name": "b", "mode": 1, "axis": -1,
        "epsilon": 0.001, "momentum": 0.99, "batch_input_shape": [null, 2]}}]}
        """, Keras1)).Message.ShouldContain("mode");

    [Fact]
    public void Nodes_of_the_graph_of_TensorFlow_are_operations()
    {
        // 2 x, its first column as (batch, 1), minus 1.
        var model = Model.FromJson("""
            {"class_name": "Model", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
            {"class_name": "TensorFlowOpLayer", "config": {"name": "mul", "trainable": true, "dtype": "float32", "node_def":
            {"name": "mul", "op": "Mul", "input": ["i", "mul/y"], "attr": {"T": {"type": "DT_FLOAT"}}}, "constants": {"1": 2.0}},
            "name": "tf_op_layer_mul", "inbound_nodes": [[["i", 0, 0, {}]]]},
            {"class_name": "TensorFlowOpLayer", "config": {"name": "slice", "node_def": {"name": "slice", "op": "StridedSlice",
            "attr": {"begin_mask": {"i": "1"}, "end_mask": {"i": "1"}, "ellipsis_mask": {"i": "0"}}},
            "constants": {"1": [0, 0], "2": [0, 1], "3": [1, 1]}},
            "name": "tf_op_layer_slice", "inbound_nodes": [[["tf_op_layer_mul", 0, 0, {}]]]},
            {"class_name": "TensorFlowOpLayer", "config": {"name": "sub", "node_def": {"name": "sub", "op": "Sub", "attr": {}},
            "constants": {"1": 1}},
            "name": "tf_op_layer_sub", "inbound_nodes": [[["tf_op_layer_slice", 0, 0, {}]]]}],
            "input_layers": [["i", 0, 0]], "output_layers": [["tf_op_layer_sub", 0, 0]]}}
            """, Keras2);
        model.Predict(Tensor.From([3f, 4, 5, 6], [2, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe([5, 9]);
    }

    [Fact]
    public void A_node_may_be_the_text_of_its_message()
    {
        // name "mean", op "Mean", attr keep_dims true.
        var model = Model.FromJson("""
            {"class_name": "Model", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
            {"class_name": "TensorFlowOpLayer", "config": {"name": "mean", "node_def":
            "\n\u0004mean\u0012\u0004Mean*\u000f\n\tkeep_dims\u0012\u0002(\u0001", "constants": {"1": [1]}},
            "name": "tf_op_layer_mean", "inbound_nodes": [[["i", 0, 0, {}]]]}],
            "input_layers": [["i", 0, 0]], "output_layers": [["tf_op_layer_mean", 0, 0]]}}
            """, Keras2);
        var mean = model.Predict(Tensor.From([3f, 4, 5, 6], [2, 2]), verbose: Verbosity.Silent);
        mean.Shape.ShouldBe(new Shape(2, 1));
        mean.ToArray().ShouldBe([3.5f, 5.5f]);
    }

    [Fact]
    public void Reshaping_by_a_shape_that_is_computed_works()
    {
        // reshape(x, [shape(x)[0], 4]) of (batch, 2, 2).
        var model = Model.FromJson("""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
            {"class_name": "TFOpLambda", "config": {"name": "tf.shape", "function": "compat.v1.shape"}, "name": "tf.shape",
            "inbound_nodes": [["i", 0, 0, {}]]},
            {"class_name": "SlicingOpLambda", "config": {"name": "item", "function": "__operators__.getitem"}, "name": "item",
            "inbound_nodes": [["tf.shape", 0, 0, {"slice_spec": 0}]]},
            {"class_name": "TFOpLambda", "config": {"name": "tf.reshape", "function": "reshape"}, "name": "tf.reshape",
            "inbound_nodes": [["i", 0, 0, {"shape": [["item", 0, 0], 4]}]]}],
            "input_layers": [["i", 0, 0]], "output_layers": [["tf.reshape", 0, 0]]}}
            """, Keras2);
        model.Predict(Tensor.Arange(12, DType.Float32).Reshape(3, 2, 2), verbose: Verbosity.Silent).Shape.ShouldBe(new Shape(3, 4));
    }

    [Fact]
    public void A_function_of_TensorFlow_that_is_not_known_is_named() => Should.Throw<ConfigException>(() => Model.FromJson("""
        {"class_name": "Functional", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "i"}, "name": "i", "inbound_nodes": []},
        {"class_name": "TFOpLambda", "config": {"name": "tf.math.bessel_j0", "function": "math.special.bessel_j0"},
        "name": "tf.math.bessel_j0", "inbound_nodes": [["i", 0, 0, {}]]}],
        "input_layers": [["i", 0, 0]], "output_layers": [["tf.math.bessel_j0", 0, 0]]}}
        """, Keras2)).Message.ShouldContain("bessel_j0");
}
