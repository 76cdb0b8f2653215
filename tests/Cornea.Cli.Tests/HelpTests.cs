using System.Runtime.CompilerServices;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public void Lines_fit_the_terminal_and_no_word_is_broken(int width)
    {
        _tool.Environment["COLUMNS"] = $"{width}";
        foreach (var command in (string[])["", "train", "predict", "runs compare", "convert"])
        {
            var lines = _tool.Run(["help", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ShouldHaveEndedWith(0).Output
                .Split('\n');
            lines.ShouldAllBe(line => line.TrimEnd().Length <= width || !line.Trim().Contains(' '), command);
        }
        // Every word of the narrow help is in the wide one.
        var narrow = Words("train");
        _tool.Environment["COLUMNS"] = "100";
        narrow.ShouldBe(Words("train"));
    }

    [Fact]
    public void The_page_of_all_commands_is_what_help_prints()
    {
        var page = _tool.Run("help", "--markdown").ShouldHaveEndedWith(0).Output.ReplaceLineEndings("\n");
        var path = Path.Combine(Root(), "docs", "CLI.md");
        if (Environment.GetEnvironmentVariable("CORNEA_ACCEPT_HELP") is "1")
            File.WriteAllText(path, page);
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(page,
            "docs/CLI.md is not what the commands say. Write it anew: cornea help --markdown > docs/CLI.md");
        foreach (var command in (string[])["train", "resume", "evaluate", "predict", "summary", "inspect", "convert", "verify", "plot",
            "data list", "runs compare", "doctor", "completion"])
        {
            page.ShouldContain($"\n## cornea {command}\n");
        }
    }

    [Theory]
    [InlineData("bash", "complete -o filenames -F _cornea cornea")]
    [InlineData("zsh", "bashcompinit")]
    [InlineData("fish", "complete -c cornea")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public void Completion_knows_commands_options_and_names(string shell, string expected)
    {
        var script = _tool.Run("completion", shell).ShouldHaveEndedWith(0).Output;
        script.ShouldContain(expected);
        foreach (var word in (string[])["train", "validation-split", "fashion-mnist", "mobilenetv2"])
            script.ShouldContain(word);
        script.ShouldNotContain("first-step");
        script.ShouldNotContain("True");
    }

    [Theory]
    [InlineData("CORNEA_THREADS", "two")]
    [InlineData("CORNEA_THREADS", "0")]
    [InlineData("CORNEA_MEMORY_LIMIT", "4GB")]
    [InlineData("CORNEA_MEMORY_LIMIT", "-1")]
    public void A_bad_environment_value_is_exit_code_2(string name, string value)
    {
        _tool.Environment[name] = value;
        _tool.Run("data", "list").ShouldHaveEndedWith(2).Error.ShouldMatch($"environment variable {name} expects .+, but is '{value}'");
        _tool.Run("--help").ShouldHaveEndedWith(0);
    }

    private string[] Words(string command) => _tool.Run("help", command).Output.Replace(" \\", "")
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
