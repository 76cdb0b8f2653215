using System.CommandLine;
using System.Runtime.InteropServices;
using Cornea.Cli.Help;
using Cornea.Diagnostics;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea version</c>: the version, the runtime and the system.</summary>
internal static class VersionCommand
{
    /// <summary>The line that is printed.</summary>
    public static string Text =>
        $"cornea {LibraryVersion.Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})";

    public static Command Create()
    {
        var command = new ToolCommand("version", "Print the version.", new Example("cornea version"));
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(Text));
        return command;
    }
}
