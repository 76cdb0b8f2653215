using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void With_json_the_standard_output_is_one_object()
    {
        var result = _tool.Run("train", "--limit", "1000", "--epochs", "2", "--json", "--out", "run").ShouldHaveEndedWith(0);
        using var json = JsonDocument.Parse(result.Output);
        json.RootElement.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["schema", "model", "history", "test", "seconds", "run"]);
        json.RootElement.GetProperty("model").GetString().ShouldBe("dense");
        json.RootElement.GetProperty("run").GetString().ShouldBe("run");
        json.RootElement.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        var history = json.RootElement.GetProperty("history");
        history.EnumerateObject().Select(property => property.Name).ShouldBe(["accuracy", "loss", "val_accuracy", "val_loss"]);
        history.EnumerateObject().ShouldAllBe(property => property.Value.GetArrayLength() == 2);
        json.RootElement.GetProperty("test").GetProperty("accuracy").GetDouble().ShouldBeInRange(0.3, 1);
        json.RootElement.GetProperty("test").GetProperty("loss").GetDouble().ShouldBeInRange(0, 3);
        result.Error.ShouldContain("dense_4 (Dense)");
        result.Error.ShouldContain("Epoch 2/2");
        result.Error.ShouldNotContain("\u001b");
    }

    [Fact]
    public void The_summary_and_the_result_go_to_the_standard_output_and_progress_to_the_standard_error()
    {
        var result = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "2", "--out", "run")
            .ShouldHaveEndedWith(0);
        result.Output.ShouldContain("Total params: 570,602");
        result.Output.ShouldMatch(@"Test accuracy \d+\.\d\d %, loss \d+\.\d{4}, after \d+\.\d s of training\. Saved in run\r?\n$");
        result.Output.ShouldNotContain("Epoch 2/2");
        result.Error.ShouldContain("Epoch 2/2");
    }

    [Fact]
    public void Quiet_prints_one_line() =>
        _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "1", "--quiet", "--out", "run").ShouldHaveEndedWith(0)
            .Output.TrimEnd().ShouldMatch(@"^Test accuracy [^\n]+$");

    [Fact]
    public void The_run_folder_has_configuration_history_plots_and_weights()
    {
        _tool.Run("train", "--limit", "500", "--epochs", "2", "--seed", "7", "--optimizer", "Adam", "--lr", "0.002", "--out", "a/b/run",
            "--quiet").ShouldHaveEndedWith(0);
        Directory.GetFiles(_tool["a/b/run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["config.json", "history.jsonl", "history.svg", "loss.svg", "model.keras", "result.json", "summary.txt",
                "weights.safetensors"]);
        using var configuration = JsonDocument.Parse(File.ReadAllText(_tool["a/b/run/config.json"]));
        configuration.RootElement.GetProperty("optimizer").GetString().ShouldBe("Adam");
        configuration.RootElement.GetProperty("settings").GetProperty("learning_rate").GetString().ShouldBe("0.002");
        configuration.RootElement.GetProperty("data_hash").GetString()!.Length.ShouldBe(64);
        configuration.RootElement.GetProperty("seed").GetInt64().ShouldBe(7);
        var lines = File.ReadAllLines(_tool["a/b/run/history.jsonl"]);
        using var second = JsonDocument.Parse(lines.Last(line => line.Contains("\"event\":\"epoch\"", StringComparison.Ordinal)));
        second.RootElement.GetProperty("metrics").EnumerateObject().Select(property => property.Name)
            .ShouldBe(["accuracy", "loss", "val_accuracy", "val_loss"]);
        second.RootElement.GetProperty("epoch").GetInt32().ShouldBe(2);
        var plot = File.ReadAllText(_tool["a/b/run/history.svg"]);
        plot.ShouldStartWith("<svg");
        plot.ShouldContain("val_accuracy");
        File.ReadAllText(_tool["a/b/run/summary.txt"]).ShouldContain("(None, 512)");
        var weights = SafetensorsFile.Read(_tool["a/b/run/weights.safetensors"]);
        weights.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(
            new[] { "dense", "dense_1", "dense_2", "dense_3",
            "dense_4" }.SelectMany(layer => new[] { $"{layer}/bias", $"{layer}/kernel" }));
        weights.Tensors["dense/kernel"].Shape.ShouldBe([784, 512]);
    }

    [Fact]
    public void A_run_without_a_name_gets_a_folder_of_its_own_each_time()
    {
        string[] arguments = ["train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "1", "--seed", "3", "--quiet"];
        _tool.Run(arguments).ShouldHaveEndedWith(0);
        _tool.Run(arguments).ShouldHaveEndedWith(0);
        var runs = Directory.GetDirectories(_tool["runs"]);
        runs.Length.ShouldBe(2);
        runs.ShouldAllBe(run => Regex.IsMatch(Path.GetFileName(run), @"^\d{8}-\d{6}-dense-3(-\d+)?$"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_in_two_processes_and_on_any_number_of_threads()
    {
        var first = Weights("again", "2");
        foreach (var threads in (string[])["1", "2", "3", "8"])
            Weights($"threads{threads}", threads).ShouldBe(first, $"{threads} threads");
        Weights("other", "2", seed: "1").ShouldNotBe(first);
    }

    [Fact]
    public void No_validation_gives_no_validation_figures()
    {
        var result = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "1", "--validation-split", "0", "--json",
            "--quiet", "--out", "run").ShouldHaveEndedWith(0);
        using var json = JsonDocument.Parse(result.Output);
        json.RootElement.GetProperty("history").EnumerateObject().Select(property => property.Name).ShouldBe(["accuracy", "loss"]);
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Colour_comes_only_when_asked_for()
    {
        string[] arguments = ["train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "2"];
        _tool.Run([.. arguments, "--color", "always", "--out", "a"]).ShouldHaveEndedWith(0).Output.ShouldContain("\u001b[");
        _tool.Environment["FORCE_COLOR"] = "1";
        _tool.Run([.. arguments, "--color", "never", "--out", "b"]).ShouldHaveEndedWith(0).Output.ShouldNotContain("\u001b");
    }

    private byte[] Weights(string run, string threads, string seed = "0")
    {
        _tool.Run("train", "--limit", "1500", "--epochs", "1", "--threads", threads, "--seed", seed, "--quiet", "--out", run)
            .ShouldHaveEndedWith(0);
        return File.ReadAllBytes(_tool[Path.Combine(run, "weights.safetensors")]);
    }

    [Fact]
    public void A_compiled_network_keeps_its_optimizer_but_an_option_that_is_given_wins()
    {
        Compiled("model.keras", new Adam(0.01));
        var digits = SmallDigits.Write(_tool["digits"]);
        Train("kept");
        LearningRates("kept").ShouldAllBe(rate => Math.Abs(rate - 0.01) < 1e-8);
        Train("lower", "--lr", "0.003");
        LearningRates("lower").ShouldAllBe(rate => Math.Abs(rate - 0.003) < 1e-8);
        Optimizer("lower").ShouldBe("Adam");
        Train("other", "--optimizer", "sgd", "--lr", "0.2", "--threads", "1");
        LearningRates("other").ShouldAllBe(rate => Math.Abs(rate - 0.2) < 1e-8);
        Optimizer("other").ShouldBe("SGD");
        using var configuration = JsonDocument.Parse(File.ReadAllText(_tool["other/config.json"]));
        configuration.RootElement.GetProperty("threads").GetInt32().ShouldBe(1);

        Compiled("scheduled.keras", new Adam(new CosineDecay(0.01, 100)));
        _tool.Run("train", "--data", digits, "--model", "scheduled.keras", "--lr", "0.1", "--epochs", "1", "--out", "refused")
            .ShouldHaveEndedWith(2).Error.ShouldContain("whose learning rate is a schedule (CosineDecay)");
        Directory.Exists(_tool["refused"]).ShouldBeFalse();

        void Train(string run, params string[] more) => _tool.Run(
            ["train", "--data", digits, "--model", "model.keras", "--epochs", "1", "--quiet", "--out", run, .. more])
            .ShouldHaveEndedWith(0);
    }

    [Theory]
    [InlineData("--target price", "--target is for a .csv file")]
    [InlineData("--size 32x32", "--size is for a folder of pictures")]
    [InlineData("--grey", "--grey is for a folder of pictures")]
    public void An_option_that_the_data_cannot_follow_is_refused(string option, string expected) =>
        _tool.Run(["train", "--data", "mnist", .. option.Split(' ')]).ShouldHaveEndedWith(2).Error.ShouldContain(expected);

    [Fact]
    public void A_run_says_which_version_trained_it()
    {
        _tool.Run("train", "--limit", "500", "--epochs", "1", "--quiet", "--out", "run").ShouldHaveEndedWith(0);
        using var configuration = JsonDocument.Parse(File.ReadAllText(_tool["run/config.json"]));
        var version = configuration.RootElement.GetProperty("version").GetString()!;
        version.ShouldNotStartWith("0.0.0");
        _tool.Run("version").Output.ShouldContain(version);
    }

    private void Compiled(string name, Optimizer optimizer)
    {
        var model = new Sequential(seed: 1)
        {
            new Flatten(inputShape: [28, 28, 1]), new Dense(8, Activation.Relu), new Dense(10, Activation.Softmax),
        };
        model.Compile(optimizer, new SparseCategoricalCrossentropy(), [new Accuracy()]);
        model.Save(_tool[name]);
    }

    private double[] LearningRates(string run) => [.. File.ReadLines(_tool[$"{run}/history.jsonl"])
        .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("learning_rate", out _))
        .Select(line => line.GetProperty("learning_rate").GetDouble())];

    private string Optimizer(string run) =>
        JsonDocument.Parse(File.ReadAllText(_tool[$"{run}/config.json"])).RootElement.GetProperty("optimizer").GetString()!;
}
