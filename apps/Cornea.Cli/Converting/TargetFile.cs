namespace Cornea.Cli.Converting;

/// <summary>The file that a command is to write.</summary>
internal static class TargetFile
{
    /// <summary>Refuses to replace a file that nobody said may be replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether a file that exists is replaced.</param>
    /// <exception cref="CommandException">It exists.</exception>
    public static void Check(string path, bool force)
    {
        if (File.Exists(path) && !force)
            throw new CommandException(ExitCode.Usage, $"'{path}' exists. Choose another name, or replace it with --force.");
    }

    /// <summary>Writes a network to the file.</summary>
    /// <param name="write">Writes it.</param>
    /// <exception cref="CommandException">The file cannot hold this network, or not as the arguments say.</exception>
    public static void Write(Action write) => Failure.Translated(
        () =>
        {
            write();
            return true;
        },
        ExitCode.Usage);
}
