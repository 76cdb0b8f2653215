using System.Globalization;

namespace Cornea.Cli.Training;

/// <summary>Makes the folder of a run before anything is trained, so that no training is lost to a folder that cannot be
/// written.</summary>
internal static class RunFolders
{
    /// <summary>Where runs are kept that were given no folder.</summary>
    public const string Root = "runs";

    /// <summary>Makes the folder.</summary>
    /// <param name="asked">The folder asked for; where null a new name under <see cref="Root"/>.</param>
    /// <param name="name">What a new name ends with.</param>
    /// <param name="bytes">About how many bytes will be written.</param>
    public static RunFolder Create(string? asked, string name, long bytes)
    {
        var path = asked ?? Root;
        if (asked is not null && RunFolder.Exists(asked))
        {
            throw new CommandException(ExitCode.Usage,
                $"--out '{asked}' holds a run already, and runs are never overwritten. Choose another folder, remove it, or go on with "
                    + $"it: cornea resume {asked}");
        }
        try
        {
            Directory.CreateDirectory(path);
            CheckSpace(path, bytes);
            return asked is null ? RunFolder.CreateUnder(Root, name) : RunFolder.Create(asked);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.InputOutput,
                $"cannot write the run to '{path}': {exception.Message} Nothing was trained. Choose another folder with --out.",
                exception);
        }
    }

    /// <summary>The folder of a run that exists.</summary>
    public static RunFolder Open(string path)
    {
        if (RunFolder.Exists(path))
            return RunFolder.Open(path);
        var under = Path.Combine(Root, path);
        if (RunFolder.Exists(under))
            return RunFolder.Open(under);
        var near = DidYouMean.Suggest(path, RunFolder.List(Root).SelectMany(run => new[] { run.Path, run.Name }));
        throw new CommandException(ExitCode.Data,
            $"'{path}' is not the folder of a run. {(near is null ? "See 'cornea runs list'." : $"Did you mean '{near}'?")}");
    }

    /// <summary>The run that a network is of: its folder was given, or the file of the network in it; null for any other file.</summary>
    public static RunFolder? Of(string model)
    {
        if (RunFolder.Exists(model))
            return RunFolder.Open(model);
        var folder = File.Exists(model) ? Path.GetDirectoryName(Path.GetFullPath(model)) : null;
        return folder is not null && RunFolder.Exists(folder) && RunFolder.Open(folder) is var run
            && Path.GetFullPath(run.ModelPath) == Path.GetFullPath(model) ? run : null;
    }

    private static void CheckSpace(string folder, long bytes)
    {
        long free;
        try
        {
            free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return; // No drive to ask, such as a network path: the writes themselves will tell.
        }
        if (free < bytes)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture,
                $"it needs about {bytes:N0} bytes, but the disk has {free:N0} left."));
        }
    }
}
