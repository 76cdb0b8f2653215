using System.CommandLine;
using System.CommandLine.Invocation;
using Cornea.Cli.Commands;

namespace Cornea.Cli;

/// <summary>What <c>--version</c> does: the same as the command.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(VersionCommand.Text);
        return ExitCode.Success;
    }
}
