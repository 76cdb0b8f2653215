using System.Text.Json;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_drawn_digit_is_shown_as_the_network_sees_it_and_its_probabilities_are_bars()
    {
        _tool.Run("train", "--limit", "6000", "--epochs", "3", "--quiet", "--out", "runs/digits").ShouldHaveEndedWith(0);
        // A one: a thick bar, dark on light, far from the center of a wide page. No network is named: the newest run answers.
        var page = new byte[120 * 300];
        Array.Fill(page, (byte)250);
        for (var y = 20; y < 100; y++)
            page.AsSpan(y * 300 + 30, 9).Fill(20);
        PngFile.Write(_tool["one.png"], page, 300, 120, 1);
        var output = _tool.Run("predict", "one.png").ShouldHaveEndedWith(0).Output;
        output.ShouldStartWith("one.png\n".ReplaceLineEndings());
        // 9 x 80 pixels become 2 x 20, and a pixel is two characters.
        output.ShouldMatch(@"(?m)^ {28}@@@@\r?$");
        output.ShouldMatch(@"(?m)^  1  .{40} +\d+\.\d\d %");
        using var json = JsonDocument.Parse(_tool.Run("predict", "runs/digits", "one.png", "--json").ShouldHaveEndedWith(0).Output);
        var answer = json.RootElement.GetProperty("predictions")[0];
        answer.GetProperty("class").GetInt32().ShouldBe(1);
        answer.GetProperty("outputs").GetArrayLength().ShouldBe(10);
        answer.GetProperty("outputs").EnumerateArray().Sum(value => value.GetDouble()).ShouldBe(1, 1e-3);
        using var metrics = JsonDocument.Parse(
            _tool.Run("evaluate", "runs/digits", "--json", "--fail-under", "accuracy=0.5").ShouldHaveEndedWith(0).Output);
        metrics.RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(0.8);
        // The network's file in the run is known to be of the run, its data and pixels with it.
        _tool.Run("evaluate", "runs/digits/model.keras", "--json").ShouldHaveEndedWith(0).Output
            .ShouldBe(_tool.Run("evaluate", "runs/digits", "--json").Output);
        _tool.Run("predict", "runs/digits/model.keras", "one.png").Output.ShouldBe(_tool.Run("predict", "runs/digits", "one.png").Output);
        _tool.Run("evaluate", "runs/digits", "--fail-under", "accuracy=0.9999").ShouldHaveEndedWith(6).Error
            .ShouldContain("is below 0.9999");
    }

    [Fact]
    public void What_cannot_be_predicted_is_said()
    {
        _tool.Run("predict", "one.png").ShouldHaveEndedWith(3).Error.ShouldContain("cannot find the input 'one.png'");
        PngFile.Write(_tool["blank.png"], new byte[100 * 100], 100, 100, 1);
        _tool.Run("predict", "blank.png").ShouldHaveEndedWith(2).Error.ShouldContain("no network was given");
        new Sequential { new InputLayer([28, 28, 1]), new Flatten(), new Dense(10, Activation.Softmax) }.Save(_tool["model.keras"]);
        _tool.Run("predict", "model.keras", "blank.png").ShouldHaveEndedWith(3).Error.ShouldContain("nothing is drawn in 'blank.png'.");
        NpyFile.Write(_tool["x.npy"], Tensor.Zeros([3, 5]));
        _tool.Run("predict", "model.keras", "--input", "x.npy").ShouldHaveEndedWith(3).Error
            .ShouldContain("'x.npy' has the shape (3, 5), but the network takes samples of shape (28, 28, 1).");
        Directory.CreateDirectory(_tool["empty"]);
        _tool.Run("predict", "model.keras", "empty").ShouldHaveEndedWith(3).Error.ShouldContain("has no pictures");
    }
}
