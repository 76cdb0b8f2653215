using Cornea.Conformance;
using Cornea.Diagnostics;
using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

public sealed class OnnxExportTests
{
    public static TheoryData<string> Models => [.. Directory.GetFiles(Path.Combine(KerasFixtures.Folder, "models"), "*.keras")
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Models_of_Keras_go_out_and_come_back_with_equal_answers(string file)
    {
        using var scratch = new Scratch();
        OnnxExportCheck.Model(Path.Combine(KerasFixtures.Folder, "models", file), scratch["model.onnx"]);
        File.Exists(scratch["model.onnx"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("MobileNetV2")]
    [InlineData("ResNet50V2")]
    [InlineData("EfficientNetB0")]
    [InlineData("ConvNeXtTiny")]
    public void Networks_go_out_and_come_back_with_equal_answers(string name)
    {
        using var scratch = new Scratch();
        OnnxExportCheck.Network(name, scratch["network.onnx"]);
        File.Exists(scratch["network.onnx"]).ShouldBeTrue();
    }

    [Fact]
    public void A_state_that_outlives_a_call_is_refused_with_what_to_do()
    {
        using var scratch = new Scratch();
        var model = new Sequential { new InputLayer([4, 3]), new LSTM(2, stateful: true, name: "memory") };
        var message = Should.Throw<OnnxException>(() => model.ExportOnnx(scratch["model.onnx"])).Message;
        message.ShouldContain("LSTM 'memory'");
        message.ShouldContain("stateful: false");
        File.Exists(scratch["model.onnx"]).ShouldBeFalse();
    }

    // Sums of 16 bits that are rounded at other points may differ by steps of their last place: 0.002 at values near 3.
    [Theory]
    [InlineData("mixed_float16")]
    [InlineData("mixed_bfloat16")]
    [InlineData("float16")]
    public void A_network_of_16_bits_proves_itself_within_steps_of_them(string policy)
    {
        using var scratch = new Scratch();
        var dtype = new DTypePolicy(policy);
        var input = Model.Input([12, 16], dtype: policy == "float16" ? DType.Float16 : DType.Float32);
        var x = new Dense(32, Activation.Gelu, dtype: dtype).On(input);
        x = new LayerNormalization(dtype: dtype).On(x);
        x = new Add(dtype: dtype).On(x, new MultiHeadAttention(4, 8, dtype: dtype).On(x, x));
        var model = new Functional(input, new Rescaling(100, dtype: dtype).On(new Dense(8, dtype: dtype).On(x)), seed: 5);
        model.ExportOnnx(scratch["model.onnx"]);
        File.Exists(scratch["model.onnx"]).ShouldBeTrue();
    }

    [Fact]
    public void The_batch_is_open_and_the_operator_set_is_the_one_asked_for()
    {
        using var scratch = new Scratch();
        var model = Small();
        model.ExportOnnx(scratch["model.onnx"], new OnnxExportOptions { Opset = 15 });
        var file = OnnxReader.Read(scratch["model.onnx"]);
        (file.Opsets[""], file.IrVersion).ShouldBe((15, 8));
        (file.Producer, file.ProducerVersion).ShouldBe(("Cornea", LibraryVersion.Text));
        file.Graph.Inputs[0].Axes![0].ShouldBe(new OnnxAxis(null, "batch"));
        var read = OnnxModel.Import(scratch["model.onnx"]);
        foreach (var rows in (int[])[1, 3, 7])
        {
            var x = Tensor.From(Enumerable.Range(0, rows * 4).Select(i => MathF.Sin(i)).ToArray(), [rows, 4]);
            var (a, b) = (read.Apply(x)[0].ToArray(), model.Apply(x)[0].ToArray());
            for (var i = 0; i < a.Length; i++)
                a[i].ShouldBe(b[i], 1e-5f);
        }
    }

    [Fact]
    public void The_oldest_operator_set_that_holds_the_model()
    {
        using var scratch = new Scratch();
        Small().ExportOnnx(scratch["model.onnx"], new OnnxExportOptions { OldestOpset = true });
        OnnxReader.Read(scratch["model.onnx"]).Opsets[""].ShouldBe(13);
    }

    [Fact]
    public void Weights_may_lie_in_one_file_beside_the_model()
    {
        using var scratch = new Scratch();
        var model = new Sequential([new InputLayer(64), new Dense(32)]);
        model.ExportOnnx(scratch["model.onnx"], new OnnxExportOptions { ExternalWeights = true });
        new FileInfo(scratch["model.onnx.data"]).Length.ShouldBe(64 * 32 * sizeof(float));
        var x = Tensor.Ones([2, 64]);
        var (a, b) = (OnnxModel.Import(scratch["model.onnx"]).Apply(x)[0].ToArray(), model.Apply(x)[0].ToArray());
        for (var i = 0; i < a.Length; i++)
            a[i].ShouldBe(b[i], 1e-5f);
    }

    private static Sequential Small() =>
        new([new InputLayer(4), new Dense(8, Activation.Relu), new LayerNormalization(), new Dense(3, Activation.Softmax)]);
}
