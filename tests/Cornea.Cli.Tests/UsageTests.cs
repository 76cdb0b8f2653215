using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("", "cornea COMMAND [options]")]
    [InlineData("--help", "cornea train --data mnist --model dense")]
    [InlineData("-h", "Exit codes:")]
    [InlineData("help", "cornea COMMAND [options]")]
    [InlineData("help train", "--validation-split <X>")]
    [InlineData("help runs compare", "cornea runs compare RUN... [options]")]
    [InlineData("train --help", "--validation-split <X>")]
    [InlineData("train --help", "cornea COMMAND", false)]
    [InlineData("doctor --help", "cornea doctor")]
    public void Help_has_options_examples_and_exit_codes(string arguments, string expected, bool contained = true)
    {
        var result = _tool.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldHaveEndedWith(0);
        result.Output.Contains(expected, StringComparison.Ordinal).ShouldBe(contained, result.Output);
        result.Output.ShouldContain("Examples:");
        result.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public void The_version_names_the_tool_its_number_and_the_runtime(string argument) =>
        _tool.Run(argument).ShouldHaveEndedWith(0).Output.ShouldMatch(
            @"^cornea \d+\.\d+\.\d+[^\s+]*(\+[0-9a-f]{1,8})? \(\.NET .+, .+\)\r?\n$");

    [Fact]
    public void Doctor_names_vectors_lanes_and_memory()
    {
        var result = _tool.Run("doctor").ShouldHaveEndedWith(0);
        string[] names = ["vectors", "threads", "memory", "fused multiply-add", "peak, 1 thread", "product, 1 thread", "cache"];
        foreach (var name in names)
            result.Output.ShouldContain($"\n{name}");

        _tool.Environment["COLUMNS"] = "40";
        var narrow = _tool.Run("doctor").ShouldHaveEndedWith(0).Output;
        narrow.ShouldContain("\nthreads\n  ");
        narrow.Split('\n').Where(line => line.TrimStart().Contains(' ')).ShouldAllBe(line => line.Length <= 40);
    }

    [Theory]
    [InlineData("train --epoch 3", "'cornea train' has no option '--epoch'. Did you mean '--epochs'?")]
    [InlineData("train --bacth 3", "'cornea train' has no option '--bacth'. Did you mean '--batch'?")]
    [InlineData("train --colour never", "'cornea train' has no option '--colour'. Did you mean '--color'?")]
    [InlineData("trian", "there is no command 'trian'. Did you mean 'train'?")]
    [InlineData("xyz", "there is no command 'xyz'. There are train, resume, launch, evaluate, predict, ")]
    [InlineData("help trian", "there is no command 'trian'. Did you mean 'train'?")]
    [InlineData("runs", "a command was expected: list, compare, remove.")]
    [InlineData("runs lits", "there is no command 'lits'. Did you mean 'list'?")]
    [InlineData("inspect", "'cornea inspect' expects FILE, but none came. See 'cornea inspect --help'.")]
    [InlineData("inspect a b", "'cornea inspect' does not expect 'b' too.")]
    [InlineData("runs compare a", "'cornea runs compare' expects at least 2 of RUN.")]
    [InlineData("predict", "what is to be predicted?")]
    [InlineData("completion tcsh", "no script for the shell 'tcsh'.")]
    [InlineData("train --size big", "--size expects a height and a width such as 64x64, but received 'big'.")]
    [InlineData("train --pixels units", "--pixels expects one of unit, byte, signed, caffe, torch, but received 'units'. Did you mean")]
    [InlineData("data get minst", "there is no data set 'minst'. Did you mean 'mnist'?")]
    [InlineData("train mnist", "'cornea train' takes options only, but received 'mnist'.")]
    [InlineData("train --optimizer admm", "but received 'admm'. Did you mean 'adam'?")]
    [InlineData("train --color nevr", "--color expects one of auto, always, never, but received 'nevr'. Did you mean 'never'?")]
    [InlineData("train --epochs", "--epochs expects a value, but none came.")]
    [InlineData("train --epochs 1 --epochs 2", "--epochs expects one value, but several came.")]
    [InlineData("train --epochs 0", "--epochs expects a whole number of at least 1, but received '0'.")]
    [InlineData("train --batch 0", "--batch expects a whole number of at least 1, but received '0'.")]
    [InlineData("train --batch many", "--batch expects a whole number of at least 1, but received 'many'.")]
    [InlineData("train --batch 99999999999999999999", "--batch expects a whole number of at least 1, but received '99999999999999999999'.")]
    [InlineData("train --threads 999", "--threads expects a whole number from 1 to 256, but received '999'.")]
    [InlineData("train --seed pi", "--seed expects a whole number, but received 'pi'.")]
    [InlineData("train --lr 0", "--lr expects a learning rate above 0, but received '0'.")]
    [InlineData("train --lr 1,5", "--lr expects a learning rate above 0, but received '1,5'.")]
    [InlineData("train --lr NaN", "--lr expects a learning rate above 0, but received 'NaN'.")]
    [InlineData("train --validation-split 1", "--validation-split expects a number from 0 to below 1, but received '1'.")]
    [InlineData("train --limit 1", "--validation-split 0.3 of 1 samples leaves 0 for training and 1 for validation.")]
    public void Wrong_usage_is_exit_code_2_and_says_what_was_meant(string arguments, string expected)
    {
        var result = _tool.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldHaveEndedWith(2);
        result.Error.ShouldStartWith("cornea: ");
        result.Error.ShouldContain(expected);
        result.Output.ShouldBeEmpty();
        Directory.GetFileSystemEntries(_tool.Folder).ShouldBeEmpty();
    }
}
