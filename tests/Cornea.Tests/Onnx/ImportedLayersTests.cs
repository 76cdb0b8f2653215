using Cornea.Formats.Onnx;
using Cornea.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Nodes that are layers of Keras are imported as those layers.</summary>
public sealed class ImportedLayersTests
{
    [Theory]
    [InlineData("keras_tf_lecture_cnn.onnx")]
    [InlineData("keras_torch_lecture_cnn.onnx")]
    [InlineData("torch_mlp_ts11.onnx")]
    [InlineData("tf2onnx_mlp_op9.onnx")]
    public void Networks_of_other_tools_have_no_layer_that_is_ONNX_s_alone(string file) =>
        OnnxModel.Import(OnnxFixtures.File(file)).Layers.OfType<OnnxOperator>().Select(layer => layer.Operation).ShouldBeEmpty();

    [Fact]
    public void A_bias_that_exporters_keep_once_is_each_convolution_s_own()
    {
        const int channels = 128;
        var none = new Dictionary<string, OnnxAttribute>();
        OnnxNode Convolution(string x, string weights, string y) => new("Conv", "", [x, weights, "bias"], [y], none);
        OnnxTensor Values(string name, double value, params int[] shape) => OnnxTensor.Of(name, Tensor.Full(shape, value).Compute());
        var picture = new OnnxAxis[] { new(1), new(channels), new(1), new(2) };
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "two convolutions",
                Nodes = [Convolution("x", "first", "between"), Convolution("between", "second", "y")],
                Initializers = [Values("first", 1.0 / channels, channels, channels, 1, 1), Values("second", 2.0 / channels, channels,
                    channels, 1, 1), Values("bias", 3, channels)],
                Inputs = [new OnnxValue("x", OnnxDataType.Float, picture)],
                Outputs = [new OnnxValue("y", OnnxDataType.Float, picture)],
            },
        };
        var model = OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
        model.Layers.OfType<Conv2D>().Count().ShouldBe(2);
        model.Layers.OfType<OnnxOperator>().ShouldBeEmpty();
        // 2 (1 + 3) + 3 of ones.
        ((Tensor)model.Apply(Tensor.Ones([1, channels, 1, 2]))).ToArray().ShouldAllBe(value => MathF.Abs(value - 11) < 1e-4f);
    }

    // As the networks that find speech have them: a piece of sound, and the state (layers, batch, units) from the piece before.
    [Fact]
    public void Inputs_whose_first_axes_are_no_samples_are_given_all_at_once()
    {
        var none = new Dictionary<string, OnnxAttribute>();
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "sound and state",
                Nodes =
                [
                    new OnnxNode("Add", "", ["state", "sound"], ["next"], none),
                    new OnnxNode("ReduceMax", "", ["next"], ["most"], none),
                ],
                Initializers = [],
                Inputs =
                [
                    new OnnxValue("sound", OnnxDataType.Float, [new(1), new(3)]),
                    new OnnxValue("state", OnnxDataType.Float, [new(2), new(1), new(3)]),
                ],
                Outputs =
                [
                    new OnnxValue("most", OnnxDataType.Float, [new(1), new(1), new(1)]),
                    new OnnxValue("next", OnnxDataType.Float, [new(2), new(1), new(3)]),
                ],
            },
        };
        var model = OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
        var outputs = model.PredictAll(
            new[] { Tensor.From((float[])[1, 2, 3], [1, 3]), Tensor.From((float[])[0, 10, 20, 30, 40, 50], [2, 1, 3]) },
            verbose: Verbosity.Silent);
        outputs[0].ToArray().ShouldBe([53f]);
        outputs[1].ToArray().ShouldBe([1f, 12, 23, 31, 42, 53]);
        outputs[1].Shape.ShouldBe(new Shape(2, 1, 3));
    }

    [Fact]
    public void A_network_that_went_out_comes_back_with_its_own_layers()
    {
        using var scratch = new Scratch();
        var input = Model.Input([32, 32, 3]);
        var x = new Conv2D(8, 3, 2, Padding.Same, useBias: false).On(input);
        x = new ReLU(6).On(new BatchNormalization().On(x));
        x = new DepthwiseConv2D(3).On(new ZeroPadding2D().On(x));
        x = new MaxPooling2D(2).On(x);
        x = new Add().On(x, new Conv2D(8, 1).On(x));
        x = new Dense(5, Activation.Softmax).On(new GlobalAveragePooling2D().On(x));
        var model = new Functional(input, x);
        model.ExportOnnx(scratch["model.onnx"]);
        var back = OnnxModel.Import(scratch["model.onnx"]);
        string[] layers = [.. back.Layers.Select(layer => layer.GetType().Name)];
        layers.ShouldNotContain(nameof(OnnxOperator));
        layers.ShouldNotContain(nameof(Permute));
        string[] expectedLayers = [nameof(Conv2D), nameof(BatchNormalization), nameof(ReLU), nameof(DepthwiseConv2D), nameof(Add),
            nameof(MaxPooling2D), nameof(GlobalAveragePooling2D), nameof(Dense)];
        foreach (var name in expectedLayers)
            layers.ShouldContain(name);
        back.Layers.OfType<ReLU>().Single().MaxValue.ShouldBe(6);
        var image = Tensor.From(Enumerable.Range(0, 2 * 32 * 32 * 3).Select(i => MathF.Sin(i)).ToArray(), [2, 32, 32, 3]);
        var (expected, found) = (model.Apply(image)[0].ToArray(), back.Apply(image)[0].ToArray());
        for (var i = 0; i < expected.Length; i++)
            found[i].ShouldBe(expected[i], 1e-5f);
        // The file of code has them all.
        var code = new StringWriter();
        back.Freeze(code, "Back");
        code.ToString().ShouldContain("class Back");
    }

    [Fact]
    public void A_picture_with_its_channels_second_is_turned_once()
    {
        using var scratch = new Scratch();
        var input = Model.Input([3, 16, 16]);
        var x = new Permute([2, 3, 1]).On(input);
        for (var layer = 0; layer < 3; layer++)
            x = new Concatenate().On(x, new ReLU().On(new Conv2D(4, 3, padding: Padding.Same).On(x)));
        var model = new Functional(input, new Dense(2).On(new GlobalMaxPooling2D().On(x)));
        model.ExportOnnx(scratch["model.onnx"]);
        var back = OnnxModel.Import(scratch["model.onnx"]);
        back.Layers.OfType<OnnxOperator>().ShouldBeEmpty();
        back.Layers.OfType<Permute>().Count().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_recurrence_is_the_layer_and_its_transpositions_vanish()
    {
        var model = OnnxModel.Import(OnnxFixtures.File("torch_lstm_ts11.onnx"));
        model.Layers.OfType<LSTM>().ShouldNotBeEmpty();
        model.Layers.OfType<Permute>().ShouldBeEmpty();
    }
}
