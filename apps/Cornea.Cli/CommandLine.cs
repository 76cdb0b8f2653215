using System.CommandLine;
using System.CommandLine.Help;
using Cornea.Cli.Commands;
using Cornea.Cli.Options;

namespace Cornea.Cli;

/// <summary>The tool's commands: parses the arguments, runs one, and turns what went wrong into an exit code and a message.</summary>
internal static class CommandLine
{
    // A file name may begin with @ and several short options are never written as one.
    private static readonly ParserConfiguration Parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    public static int Run(string[] arguments, TextWriter output, TextWriter error, StopSignals stop)
    {
        var root = Root(stop);
        var result = root.Parse(arguments, Parser);
        try
        {
            if (result.Action is not (HelpWithExamples or VersionAction) && UsageError.Of(result) is { } usage)
                throw new CommandException(ExitCode.Usage, usage);
            return result.Invoke(Configuration(output, error));
        }
        catch (Exception exception)
        {
            var (code, message) = Failure.Explain(exception);
            error.WriteLine($"cornea: {message}");
            if (result.GetValue(CommonOptions.Verbose))
                error.WriteLine(exception);
            else if (code == ExitCode.Unexpected)
                error.WriteLine("Run it again with -v to see where.");
            return code;
        }
    }

    // No RootCommand: it takes its name from the assembly, and the tool has another.
    private static Command Root(StopSignals stop)
    {
        var help = new HelpOption { Description = "Show help and examples." };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return new Command("cornea", "Cornea: deep learning for .NET, whole in C#.")
        {
            TrainCommand.Create(stop),
            StudioCommand.Create(stop),
            DoctorCommand.Create(),
            VersionCommand.Create(),
            help,
            new Option<bool>("--version") { Description = "Print the version.", Action = new VersionAction() },
            CommonOptions.Verbose,
            CommonOptions.Color,
        };
    }

    // The termination timeout is off: StopSignals alone answers to signals.
    private static InvocationConfiguration Configuration(TextWriter output, TextWriter error) =>
        new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
}
