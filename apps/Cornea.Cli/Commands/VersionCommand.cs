using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea version</c>: the version with its commit, the runtime and the system.</summary>
internal static class VersionCommand
{
    public const string Name = "version";

    public const string Examples = "  cornea version";

    public static string Number =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public static string Text => $"cornea {Number} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})";

    public static Command Create()
    {
        var command = new Command(Name, "Print the version.");
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(Text));
        return command;
    }
}
