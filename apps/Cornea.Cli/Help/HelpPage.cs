using System.CommandLine;
using System.Text;

namespace Cornea.Cli.Help;

/// <summary>The help of all commands as one page of Markdown.</summary>
internal static class HelpPage
{
    private const int Width = 100;

    public static string Of(Command root)
    {
        var page = new StringBuilder($"""
            # The command line

            Written by `cornea help --markdown` from what `--help` prints; a test keeps the two equal.

            Results go to the standard output, progress and messages to the standard error. `--json` prints one JSON object whose
            `schema` is the number of its form; `--jsonl` prints one event a line. Numbers are written as in English, times in UTC.
            Colours come where the output is a terminal that shows them; `--color`, then `NO_COLOR`, then `FORCE_COLOR` decide.
            `CORNEA_THREADS` and `CORNEA_MEMORY_LIMIT` (in bytes) lower what a training may take.

            | exit code | meaning |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (code, meaning) in ExitCode.All)
            page.Append($"| {code} | {meaning} |\n");
        Write(page, root);
        return page.ToString();
    }

    private static void Write(StringBuilder page, Command command)
    {
        page.Append($"\n## {HelpText.FullName(command)}\n\n```\n").Append(HelpText.Of(command, Width)).Append("```\n");
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
            Write(page, child);
    }
}
