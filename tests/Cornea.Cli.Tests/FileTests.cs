using System.Text.Json;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class FileTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_network_goes_through_all_forms_and_predicts_the_same()
    {
        Save("model.keras");
        foreach (var name in (string[])["model.h5", "model.weights.h5", "model.safetensors"])
            _tool.Run("convert", "model.keras", name).ShouldHaveEndedWith(0).Output.ShouldContain($"Wrote {name}: 9,550 parameters");
        File.WriteAllText(_tool["net.json"],
            """["Flatten", {"Dense": {"units": 12, "activation": "relu"}}, {"Dense": {"units": 10, "activation": "softmax"}}]""");
        _tool.Run("convert", "model.weights.h5", "again.keras", "--as", "net.json", "--input", "28x28x1").ShouldHaveEndedWith(0);
        NpyFile.Write(_tool["x.npy"], Tensor.From([.. Enumerable.Range(0, 2 * 784).Select(i => i % 7 / 7f)], [2, 28, 28, 1]));
        string[] answers = [.. new[] { "model.keras", "model.h5", "again.keras" }.Select(name =>
        {
            _tool.Run("predict", name, "--input", "x.npy", "--output", $"{name}.csv").ShouldHaveEndedWith(0);
            return File.ReadAllText(_tool[$"{name}.csv"]);
        })];
        answers[0].Split('\n').Length.ShouldBe(4);
        answers.ShouldAllBe(answer => answer == answers[0]);
    }

    [Fact]
    public void An_existing_file_is_replaced_only_when_that_is_asked_for()
    {
        Save("model.keras");
        File.WriteAllText(_tool["other.h5"], "mine");
        _tool.Run("convert", "model.keras", "other.h5").ShouldHaveEndedWith(2).Error.ShouldContain("'other.h5' exists.");
        File.ReadAllText(_tool["other.h5"]).ShouldBe("mine");
        _tool.Run("convert", "model.keras", "other.h5", "--force").ShouldHaveEndedWith(0);
        _tool.Run("convert", "model.keras", "other.xyz").ShouldHaveEndedWith(2).Error.ShouldContain("a file that ends in .keras, .h5,");
        _tool.Run("convert", "missing.keras", "new.keras").ShouldHaveEndedWith(3).Error.ShouldContain("cannot find 'missing.keras'");
    }

    [Fact]
    public void A_file_is_inspected_without_its_weights_and_with_them()
    {
        Save("model.keras");
        var text = _tool.Run("inspect", "model.keras").ShouldHaveEndedWith(0).Output;
        text.ShouldContain("network of Keras (.keras)");
        text.ShouldMatch(@"parameters +9,550");
        text.ShouldMatch(@"(?m)^hidden +Dense$");
        using var json = JsonDocument.Parse(_tool.Run("inspect", "model.keras", "--json", "--values").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("schema").GetInt32().ShouldBe(1);
        var kernel = json.RootElement.GetProperty("arrays")[0];
        kernel.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([784, 12]);
        kernel.GetProperty("not_finite").GetInt64().ShouldBe(0);
        kernel.GetProperty("greatest").GetDouble().ShouldBeInRange(0.05, 0.1);
    }

    [Fact]
    public void Verify_ends_with_3_for_a_damaged_file_and_with_6_for_values_that_are_no_numbers()
    {
        Save("model.keras");
        _tool.Run("verify", "model.keras").ShouldHaveEndedWith(0).Output.TrimEnd().ShouldBe("model.keras: sound");
        SafetensorsFile.Write(_tool["w.safetensors"], [new("a", Tensor.From([1f, float.NaN, 2f])), new("b", Tensor.From([1f]))]);
        var found = _tool.Run("verify", "model.keras", "w.safetensors").ShouldHaveEndedWith(6).Output;
        found.ShouldContain("w.safetensors: values that are no numbers");
        found.ShouldMatch(@"(?m)^  a: 1$");
        var whole = File.ReadAllBytes(_tool["model.keras"]);
        File.WriteAllBytes(_tool["cut.keras"], whole[..(whole.Length / 2)]);
        _tool.Run("verify", "cut.keras").ShouldHaveEndedWith(3).Error.ShouldContain("cut.keras");
        File.WriteAllText(_tool["page.keras"], "<!DOCTYPE html><html></html>");
        _tool.Run("verify", "page.keras").ShouldHaveEndedWith(3).Error.ShouldContain("a web page");
        // One file's damage hides nothing of the others.
        var three = _tool.Run("verify", "cut.keras", "model.keras", "page.keras").ShouldHaveEndedWith(3);
        three.Output.TrimEnd().ShouldBe("model.keras: sound");
        three.Error.ShouldContain("cut.keras");
        three.Error.ShouldContain("a web page");
        using var json = JsonDocument.Parse(_tool.Run("verify", "cut.keras", "model.keras", "--json").ShouldHaveEndedWith(3).Output);
        var files = json.RootElement.GetProperty("files");
        files[0].GetProperty("sound").GetBoolean().ShouldBeFalse();
        files[0].GetProperty("fault").GetString()!.ShouldContain("cut.keras");
        files[1].GetProperty("sound").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }, "a PNG picture")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16 }, "a JPEG picture")]
    [InlineData(new byte[] { (byte)'#', (byte)' ', (byte)'n', (byte)'o', (byte)'t', (byte)'e', 10 }, "looks like text")]
    [InlineData(new byte[] { 8, 7, 0x12, 7, (byte)'p', (byte)'y', (byte)'t', (byte)'o' }, "a network of ONNX")]
    public void What_is_no_network_is_named(byte[] content, string name)
    {
        File.WriteAllBytes(_tool["model.keras"], content);
        _tool.Run("inspect", "model.keras").ShouldHaveEndedWith(3).Error.ShouldContain(name);
        _tool.Run("summary", "model.keras").ShouldHaveEndedWith(3).Error.ShouldContain(name);
    }

    [Fact]
    public void A_summary_is_Keras_s()
    {
        Save("model.keras");
        var summary = _tool.Run("summary", "model.keras").ShouldHaveEndedWith(0).Output;
        summary.ShouldStartWith("Model: \"");
        summary.ShouldContain("Total params: 9,550 (37.30 KB)");
        using var json = JsonDocument.Parse(_tool.Run("summary", "mobilenetv2", "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("parameters").GetInt64().ShouldBe(3_538_984);
        _tool.Run("summary", "resnet5").ShouldHaveEndedWith(3).Error.ShouldContain("Did you mean 'resnet50'?");
    }

    [Fact]
    public void Messages_are_in_the_tool_s_words()
    {
        NpyFile.Write(_tool["x.npy"], Tensor.Zeros([2]));
        File.Copy(_tool["x.npy"], _tool["x.keras"]);
        SafetensorsFile.Write(_tool["w.safetensors"], [new("a", Tensor.From([1f]))]);
        File.Copy(_tool["w.safetensors"], _tool["w.keras"]);
        File.WriteAllText(_tool["net.keras"], "{\"class_name\": \"Sequential\"}");
        foreach (var (file, expected) in (ReadOnlySpan<(string, string)>)
            [("x.keras", "cornea predict MODEL --input FILE"), ("w.keras", "cornea convert"), ("net.keras", "cornea train --model FILE")])
        {
            var error = _tool.Run("summary", file).ShouldHaveEndedWith(3).Error;
            error.ShouldContain(expected);
            foreach (var code in (string[])["NpyFile", "LoadWeights", "FromJson", "Model.From"])
                error.ShouldNotContain(code);
        }
    }

    private void Save(string name) => new Sequential
    {
        new InputLayer([28, 28, 1]),
        new Flatten(),
        new Dense(12, Activation.Relu, name: "hidden"),
        new Dense(10, Activation.Softmax),
    }.Save(_tool[name]);
}
