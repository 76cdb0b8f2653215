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
}
