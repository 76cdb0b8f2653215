using System.Text.Json;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_finished_run_is_trained_further_to_the_bits_of_one_that_was_asked_for_all_epochs()
    {
        Train("whole", "--epochs", "4");
        Train("parts", "--epochs", "2");
        var first = File.ReadAllBytes(_tool["parts/weights.safetensors"]);
        _tool.Run("resume", "parts", "--epochs", "4", "--quiet").ShouldHaveEndedWith(0);
        File.ReadAllBytes(_tool["parts/weights.safetensors"]).ShouldNotBe(first);
        File.ReadAllBytes(_tool["parts/weights.safetensors"]).ShouldBe(File.ReadAllBytes(_tool["whole/weights.safetensors"]));
    }

    [Fact]
    public void A_run_that_has_its_epochs_is_not_resumed_and_the_message_says_how()
    {
        Train("run", "--epochs", "2");
        _tool.Run("resume", "run").ShouldHaveEndedWith(2).Error
            .ShouldContain("'run' has trained 2 of 2 epochs. Ask for more: cornea resume run --epochs 12");
        _tool.Run("resume", "rum").ShouldHaveEndedWith(3).Error.ShouldContain("'rum' is not the folder of a run.");
    }

    [Fact]
    public void A_run_without_checkpoints_cannot_go_on()
    {
        Train("run", "--epochs", "1", "--no-checkpoints");
        Directory.Exists(_tool["run/backup"]).ShouldBeFalse();
        _tool.Run("resume", "run", "--epochs", "2").ShouldHaveEndedWith(3).Error.ShouldContain("no checkpoint to go on from");
    }

    [Fact]
    public void Runs_are_listed_compared_drawn_and_removed()
    {
        Train("runs/a", "--epochs", "2");
        Train("runs/b", "--epochs", "3", "--seed", "5");
        var list = _tool.Run("runs", "list").ShouldHaveEndedWith(0).Output;
        list.ShouldMatch(@"(?m)^a +finished +\d{4}-\d\d-\d\d \d\d:\d\dZ +2/2 +val_accuracy \d\.\d{4} @[12] +570,602$");
        using var json = JsonDocument.Parse(_tool.Run("runs", "list", "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("schema").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("epochs").GetInt32()).ShouldBe([2, 3]);
        var compared = _tool.Run("runs", "compare", "runs/a", "runs/b").ShouldHaveEndedWith(0).Output;
        compared.ShouldMatch(@"(?m)^random_seed +0 +5$");
        compared.ShouldMatch(@"(?m)^trained +2 epochs +3 epochs$");
        _tool.Environment["COLUMNS"] = "20";
        _tool.Run("runs", "compare", "runs/a", "runs/b").ShouldHaveEndedWith(0).Output
            .ShouldContain("trained\n  a  2 epochs\n  b  3 epochs\n");
        _tool.Environment["COLUMNS"] = "80";
        _tool.Run("plot", "runs/a", "runs/b", "--metric", "val_loss").ShouldHaveEndedWith(0).Output.ShouldContain("val_loss");
        _tool.Run("plot", "runs/a", "--output", "a.svg").ShouldHaveEndedWith(0);
        File.ReadAllText(_tool["a.svg"]).ShouldStartWith("<svg");
        _tool.Run("plot", "runs/a", "--metric", "acuracy").ShouldHaveEndedWith(2).Error.ShouldContain("Did you mean 'accuracy'?");
        _tool.Run("runs", "remove", "runs/a").ShouldHaveEndedWith(2).Error.ShouldContain("nothing was removed. Say --yes.");
        _tool.Run("runs", "remove", "runs/a", "--yes").ShouldHaveEndedWith(0).Output.ShouldContain("Removed runs/a.");
        Directory.Exists(_tool["runs/a"]).ShouldBeFalse();
        Directory.Exists(_tool["runs/b"]).ShouldBeTrue();
    }

    [Fact]
    public void Events_are_json_lines()
    {
        var lines = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "2", "--jsonl", "--quiet", "--out", "run")
            .ShouldHaveEndedWith(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        events.Select(line => line.GetProperty("event").GetString()).ShouldBe(["begin", "epoch", "epoch", "end"]);
        events.ShouldAllBe(line => line.GetProperty("schema").GetInt32() == 1);
        events[2].GetProperty("epoch").GetInt32().ShouldBe(2);
        events[2].GetProperty("loss").GetDouble().ShouldBeGreaterThan(0);
        events[3].GetProperty("state").GetString().ShouldBe("finished");
    }

    private void Train(string run, params string[] arguments) => _tool.Run(
        ["train", "--data", SmallDigits.Write(_tool["digits"], 40), "--quiet", "--out", run, .. arguments]).ShouldHaveEndedWith(0);
}
