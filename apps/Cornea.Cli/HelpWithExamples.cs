using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Cornea.Cli.Commands;

namespace Cornea.Cli;

/// <summary>The help of a command, then examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Codes = """
        Exit codes:
          0 done   1 unexpected error   2 wrong usage   3 bad data   4 input or output failed
          5 the loss is not a number   7 over the memory limit   130 Ctrl-C   143 terminated
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        help.MaxWidth = Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth, 60, 120);
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command.Name switch
        {
            TrainCommand.Name => TrainCommand.Examples,
            StudioCommand.Name => StudioCommand.Examples,
            DoctorCommand.Name => DoctorCommand.Examples,
            VersionCommand.Name => VersionCommand.Examples,
            _ => $"{TrainCommand.Examples}\n{DoctorCommand.Examples}",
        };
        output.WriteLine($"Examples:\n{examples}\n\n{Codes}");
        return ExitCode.Success;
    }
}
