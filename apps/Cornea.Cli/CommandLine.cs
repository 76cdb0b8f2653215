using System.CommandLine;
using System.CommandLine.Help;
using Cornea.Cli.Commands;
using Cornea.Cli.Help;
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
            if (arguments.Length == 0)
            {
                output.Write(HelpText.Of(root, TextTerminal.ForStandardOutput().Width));
                return ExitCode.Success;
            }
            if (result.Action is not (Help.HelpAction or VersionAction))
            {
                if (UsageError.Of(result) is { } usage)
                    throw new CommandException(ExitCode.Usage, usage);
                EnvironmentCheck.Run(Environment.GetEnvironmentVariable);
            }
            return result.Invoke(Configuration(output, error));
        }
        catch (Exception exception)
        {
            var (code, message) = Failure.Explain(exception);
            WriteMessage(error, $"cornea: {message}", TextTerminal.ForStandardError());
            if (result.GetValue(CommonOptions.Verbose))
                error.WriteLine(exception);
            else if (code == ExitCode.Unexpected)
                error.WriteLine("Run it again with -v to see where.");
            return code;
        }
    }

    // Between words where a person reads it; a message that is kept stays in one line.
    internal static void WriteMessage(TextWriter error, string message, TextTerminal terminal)
    {
        foreach (var line in message.Split('\n'))
        {
            if (!terminal.Interactive || line.Length <= terminal.Width)
            {
                error.WriteLine(line);
                continue;
            }
            foreach (var (part, _) in Wrapping.Lines(line, terminal.Width))
                error.WriteLine(part);
        }
    }

    // No RootCommand: it takes its name from the assembly, and the tool has another.
    private static ToolCommand Root(StopSignals stop)
    {
        var root = new ToolCommand("cornea", "Cornea: deep learning for .NET, whole in C#.",
            new("cornea train --data mnist --model dense", "a network learns to read digits"),
            new("cornea predict digit.png", "and reads one of yours"),
            new("cornea help train", "all options of a command"))
        {
            TrainCommand.Create(stop),
            ResumeCommand.Create(stop),
            LaunchCommand.Create(stop),
            EvaluateCommand.Create(stop),
            PredictCommand.Create(),
            SummaryCommand.Create(),
            InspectCommand.Create(),
            ConvertCommand.Create(),
            FreezeCommand.Create(),
            QuantizeCommand.Create(stop),
            VerifyCommand.Create(),
            PlotCommand.Create(),
            ReportCommand.Create(stop),
            DataCommand.Create(stop),
            RunsCommand.Create(),
            StudioCommand.Create(stop),
            DoctorCommand.Create(),
            VersionCommand.Create(),
            new HelpOption("--help", "-h") { Description = "Show help and examples.", Recursive = true, Action = new Help.HelpAction() },
            new Option<bool>("--version") { Description = "Print the version.", Action = new VersionAction() },
            CommonOptions.Verbose,
            CommonOptions.Color,
        };
        root.Add(CompletionCommand.Create(root));
        root.Add(HelpCommand.Create(root));
        return root;
    }

    // The termination timeout is off: StopSignals alone answers to signals.
    private static InvocationConfiguration Configuration(TextWriter output, TextWriter error) =>
        new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
}
