using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Cornea.Cli.Help;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea version</c>: the version, the runtime and the system.</summary>
internal static class VersionCommand
{
    // The commit is 40 digits; nobody reads more than these.
    private const int CommitDigits = 8;

    /// <summary>The version with the first digits of its commit.</summary>
    public static string Number
    {
        get
        {
            var whole = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? "0.0.0";
            var plus = whole.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? whole : whole[..Math.Min(whole.Length, plus + 1 + CommitDigits)];
        }
    }

    /// <summary>The line that is printed.</summary>
    public static string Text => $"cornea {Number} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})";

    public static Command Create()
    {
        var command = new ToolCommand("version", "Print the version.", new Example("cornea version"));
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(Text));
        return command;
    }
}
