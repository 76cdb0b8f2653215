using System.CommandLine;
using Cornea.Cli.Help;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea help</c>: the help of the tool or of a command; all of it as Markdown for docs/CLI.md.</summary>
internal static class HelpCommand
{
    public static Command Create(Command root)
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command; the whole tool where none is given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var markdown = new Option<bool>("--markdown") { Description = "Print the help of all commands as one page of Markdown." };
        var command = new ToolCommand("help", "Show the help of a command.", new("cornea help"), new("cornea help train"),
            new("cornea help runs compare"))
        {
            words, markdown,
        };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(markdown))
            {
                output.Write(HelpPage.Of(root));
                return;
            }
            var found = root;
            foreach (var word in result.GetValue(words) ?? [])
            {
                var names = found.Subcommands.Where(child => !child.Hidden).Select(child => child.Name).ToArray();
                found = found.Subcommands.FirstOrDefault(child => child.Name == word) ?? throw new CommandException(ExitCode.Usage,
                    $"there is no command '{word}'. " + (DidYouMean.Suggest(word, names) is { } near ? $"Did you mean '{near}'?"
                        : $"There are {string.Join(", ", names)}."));
            }
            output.Write(HelpText.Of(found, TextTerminal.ForStandardOutput().Width));
        });
        return command;
    }
}
