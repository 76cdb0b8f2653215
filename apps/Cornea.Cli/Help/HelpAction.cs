using System.CommandLine;
using System.CommandLine.Invocation;

namespace Cornea.Cli.Help;

/// <summary>What <c>--help</c> does: prints the help of the command it is given to.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var width = TextTerminal.ForStandardOutput().Width;
        parseResult.InvocationConfiguration.Output.Write(HelpText.Of(parseResult.CommandResult.Command, width));
        return ExitCode.Success;
    }
}
