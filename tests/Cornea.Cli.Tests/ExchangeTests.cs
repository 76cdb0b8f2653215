using System.Text.Json;
using Shouldly;

namespace Cornea.Cli.Tests;

/// <summary>Networks that go to other tools and come from them.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_network_is_frozen_as_a_file_of_code()
    {
        Save();
        _tool.Run("freeze", "model.keras", "-o", "Digits.cs", "--namespace", "My.Networks").ShouldHaveEndedWith(0).Output
            .ShouldContain("Wrote Digits.cs");
        var code = File.ReadAllText(_tool["Digits.cs"]);
        code.ShouldContain("static class Digits");
        code.ShouldContain("namespace My.Networks");
        _tool.Run("freeze", "model.keras", "--output", "Digits.cs").ShouldHaveEndedWith(2).Error.ShouldContain("'Digits.cs' exists.");
        _tool.Run("freeze", "model.keras", "-o", "digits.txt").ShouldHaveEndedWith(2).Error.ShouldContain("a file that ends in .cs");
        _tool.Run("freeze", "model.keras", "-o", "3.cs").ShouldHaveEndedWith(2);
        _tool.Run("freeze", "model.keras").ShouldHaveEndedWith(2).Error.ShouldContain("--output");
    }

    [Fact]
    public void A_network_is_quantized_and_measured()
    {
        Save();
        SmallDigits.Write(_tool["digits"]);
        var ran = _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "small.keras").ShouldHaveEndedWith(0);
        ran.Output.ShouldContain("Wrote small.keras");
        ran.Output.ShouldContain("quantized");
        _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "small.keras").ShouldHaveEndedWith(2).Error.ShouldContain("exists.");
        _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "keras.keras", "--mode", "int8").ShouldHaveEndedWith(0);
        _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "small.onnx", "--calibration", "percentile").ShouldHaveEndedWith(0);
        _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "b.keras", "--mode", "int8", "--keep", "dense")
            .ShouldHaveEndedWith(2).Error.ShouldContain("--keep");
        _tool.Run("quantize", "model.keras", "--data", "digits", "-o", "b.h5").ShouldHaveEndedWith(2).Error
            .ShouldContain(".keras or .onnx");
        _tool.Run("evaluate", "small.keras", "--data", "digits").ShouldHaveEndedWith(0).Output.ShouldContain("f1-score");
        _tool.Environment["COLUMNS"] = "40";
        var narrow = _tool.Run("evaluate", "small.keras", "--data", "digits").ShouldHaveEndedWith(0).Output;
        narrow.ShouldContain("weighted avg ");
        narrow.Split('\n').ShouldAllBe(line => line.Length <= 40);
    }

    [Fact]
    public void A_network_goes_to_TensorFlow_js_and_back()
    {
        Save();
        _tool.Run("convert", "model.keras", "web/").ShouldHaveEndedWith(0).Output.ShouldContain("9,550 parameters");
        _tool.Run("convert", "model.keras", "web/model.json").ShouldHaveEndedWith(2).Error.ShouldContain("exists.");
        _tool.Run("convert", "web", "back.keras").ShouldHaveEndedWith(0);
        var answers = Answers("model.keras", "web/model.json", "back.keras");
        answers[1].ShouldBe(answers[0]);
        answers[2].ShouldBe(answers[0]);
        _tool.Run("summary", "web/model.json").ShouldHaveEndedWith(0).Output.ShouldContain("Total params: 9,550");
        _tool.Run("verify", "web/model.json").ShouldHaveEndedWith(0).Output.ShouldContain("sound");
        _tool.Run("inspect", "web").ShouldHaveEndedWith(0).Output.ShouldMatch("network of TensorFlow.js.*");
    }

    [Fact]
    public void A_network_goes_to_ONNX_and_back()
    {
        Save();
        _tool.Run("convert", "model.keras", "model.onnx", "--opset", "15").ShouldHaveEndedWith(0).Output.ShouldContain("9,550 parameters");
        _tool.Run("convert", "model.keras", "beside.onnx", "--external-weights").ShouldHaveEndedWith(0);
        File.Exists(_tool["beside.onnx.data"]).ShouldBeTrue();
        _tool.Run("convert", "model.onnx", "back.keras").ShouldHaveEndedWith(0);
        var answers = Answers("model.keras", "model.onnx", "beside.onnx", "back.keras");
        // The same sums in another order.
        foreach (var answer in answers[1..])
            answer.ShouldBe(answers[0], 1e-5);
        _tool.Run("summary", "model.onnx").ShouldHaveEndedWith(0).Output.ShouldContain("9,550");
        using var json = JsonDocument.Parse(_tool.Run("inspect", "model.onnx", "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("format").GetString().ShouldBe("network of ONNX");
        json.RootElement.GetProperty("parameters").ToString().ShouldStartWith("9,55");
        _tool.Run("inspect", "model.onnx", "--values").ShouldHaveEndedWith(0).Output.ShouldContain("ai.onnx 15");
    }

    [Fact]
    public void Values_that_are_no_numbers_are_found_in_ONNX()
    {
        var model = Network();
        ((Dense)model.Layers[^1]).Kernel!.Assign(Tensor.Full([12, 10], float.NaN));
        model.ExportOnnx(_tool["nan.onnx"], new OnnxExportOptions { Verify = false });
        _tool.Run("verify", "nan.onnx").ShouldHaveEndedWith(6).Output.ShouldContain("120");
        File.WriteAllBytes(_tool["cut.onnx"], File.ReadAllBytes(_tool["nan.onnx"])[..200]);
        _tool.Run("verify", "cut.onnx").ShouldHaveEndedWith(3).Error.ShouldContain("cut.onnx");
    }

    [Fact]
    public void A_state_dict_of_PyTorch_becomes_a_network()
    {
        // A resnet of one block to a stage, two channels wide.
        var tensors = new List<KeyValuePair<string, Tensor>>();
        void Add(string name, params int[] shape) => tensors.Add(new(name, Tensor.Full(shape, 0.5f)));
        void Normalization(string name, int width)
        {
            foreach (var part in (string[])["weight", "bias", "running_mean", "running_var"])
                Add($"{name}.{part}", width);
        }
        Add("conv1.weight", 2, 3, 7, 7);
        Normalization("bn1", 2);
        for (var stage = 1; stage <= 4; stage++)
        {
            var (width, before) = (1 << stage, stage == 1 ? 2 : 1 << (stage - 1));
            Add($"layer{stage}.0.conv1.weight", width, before, 3, 3);
            Add($"layer{stage}.0.conv2.weight", width, width, 3, 3);
            Normalization($"layer{stage}.0.bn1", width);
            Normalization($"layer{stage}.0.bn2", width);
            if (stage > 1)
            {
                Add($"layer{stage}.0.downsample.0.weight", width, before, 1, 1);
                Normalization($"layer{stage}.0.downsample.1", width);
            }
        }
        Add("fc.weight", 5, 16);
        Add("fc.bias", 5);
        SafetensorsFile.Write(_tool["resnet.safetensors"], tensors);
        _tool.Run("convert", "resnet.safetensors", "--as", "resnet", "--input", "32x32x3", "resnet.keras").ShouldHaveEndedWith(0);
        _tool.Run("summary", "resnet.keras").ShouldHaveEndedWith(0).Output.ShouldContain("resnet");
        _tool.Run("convert", "resnet.safetensors", "--as", "VGG16", "vgg.keras").ShouldHaveEndedWith(2).Error
            .ShouldContain("torchvision's family resnet: a resnet of 1, 1, 1, 1 blocks of 2 convolutions, 2 channels of 2");
        _tool.Run("convert", "resnet.safetensors", "--as", "ResNet18", "none.keras").ShouldHaveEndedWith(2).Error
            .ShouldContain("1, 1, 1, 1 blocks");
        File.WriteAllBytes(_tool["resnet.pt"], [.. "PK\x03\x04"u8, .. new byte[60]]);
        _tool.Run("convert", "resnet.pt", "new.keras").ShouldHaveEndedWith(3).Error.ShouldContain("save_file(torch.load(");
    }

    private double[][] Answers(params string[] models)
    {
        NpyFile.Write(_tool["x.npy"], Tensor.From([.. Enumerable.Range(0, 784).Select(i => i % 7 / 7f)], [1, 28, 28, 1]));
        return [.. models.Select(name =>
        {
            _tool.Run("predict", name, "--input", "x.npy", "--output", "answer.npy").ShouldHaveEndedWith(0);
            return NpyFile.Read(_tool["answer.npy"]).ToArray<double>();
        })];
    }

    private void Save() => Network().Save(_tool["model.keras"]);

    private static Sequential Network() => new()
    {
        new InputLayer([28, 28, 1]),
        new Flatten(),
        new Dense(12, Activation.Relu, name: "hidden"),
        new Dense(10, Activation.Softmax),
    };
}
