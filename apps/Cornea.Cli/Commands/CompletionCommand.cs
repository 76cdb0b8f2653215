using System.CommandLine;
using Cornea.Cli.Completing;
using Cornea.Cli.Help;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea completion</c>: a script by which a shell completes what is typed.</summary>
internal static class CompletionCommand
{
    public static Command Create(Command root)
    {
        var shell = new Argument<string>("SHELL") { Description = $"The shell: {string.Join(", ", CompletionScript.Shells)}." };
        shell.CompletionSources.Add([.. CompletionScript.Shells]);
        var command = new ToolCommand("completion", "Print a script by which a shell completes commands, options and names.",
            new("source <(cornea completion bash)", "in ~/.bashrc"),
            new("source <(cornea completion zsh)", "in ~/.zshrc, after compinit"),
            new("cornea completion fish > ~/.config/fish/completions/cornea.fish"),
            new("cornea completion powershell >> $PROFILE"))
        {
            shell,
        };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(shell)!.ToLowerInvariant();
            if (!CompletionScript.Shells.Contains(wanted))
            {
                var near = DidYouMean.Suggest(wanted, CompletionScript.Shells);
                throw new CommandException(ExitCode.Usage, $"no script for the shell '{wanted}'. "
                    + (near is null ? $"There are scripts for {string.Join(", ", CompletionScript.Shells)}." : $"Did you mean '{near}'?"));
            }
            result.InvocationConfiguration.Output.Write(CompletionScript.Of(root, wanted));
        });
        return command;
    }
}
