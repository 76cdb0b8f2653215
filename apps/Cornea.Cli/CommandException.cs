namespace Cornea.Cli;

/// <summary>Ends a command with an exit code and a message for the user.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
