using System.Globalization;
using Cornea.Cli.Training;

namespace Cornea.Cli.Launching;

/// <summary>What the processes of a job are told: at first, and when they are started again.</summary>
internal sealed class JobArguments
{
    private readonly string[] _command;

    /// <summary>Names the folder of a run that was given none: who starts it again has to know it.</summary>
    /// <param name="command">The command and its options.</param>
    /// <param name="now">The time, UTC.</param>
    /// <exception cref="CommandException">The command does not train.</exception>
    public JobArguments(string[] command, DateTime now)
    {
        if (command[0] is not ("train" or "resume"))
        {
            throw new CommandException(ExitCode.Usage,
                $"launch starts 'train' or 'resume', but received '{command[0]}'. Write: cornea launch -n 4 -- train --data mnist");
        }
        var hasFolder = command[0] == "resume" || command.Any(word => word.Split('=', ':')[0] == "--out");
        var folder = Path.Combine(RunFolders.Root, string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd-HHmmss}-job"));
        _command = hasFolder ? command : [.. command, "--out", folder];
    }

    /// <summary>What the processes are told at first.</summary>
    public IReadOnlyList<string> First => _command;

    /// <summary>What they are told when they are started again: to go on.</summary>
    public IReadOnlyList<string> Again =>
        _command[0] == "resume" || _command.Contains("--continue") ? _command : [.. _command, "--continue"];
}
