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
