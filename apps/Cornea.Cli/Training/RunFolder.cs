using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cornea.Cli.Training;

/// <summary>The folder of one run: its configuration, its history as it grows, and at the end its plots and weights.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string Configuration = "config.json";
    private readonly FileStream _history;

    private RunFolder(string path)
    {
        Path = path;
        _history = new FileStream(this["history.jsonl"], FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>The folder as it was asked for.</summary>
    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Makes the folder before anything is trained, so that a training is never lost to a folder that cannot be written.
    /// The configuration is its first file; whoever makes that file owns the folder.
    /// </summary>
    /// <param name="asked">The folder asked for; where null a new name under <c>runs</c>.</param>
    /// <param name="name">What a new name ends with.</param>
    /// <param name="configuration">The first file.</param>
    /// <param name="bytes">About how many bytes will be written.</param>
    public static RunFolder Create(string? asked, string name, byte[] configuration, long bytes)
    {
        var path = asked
            ?? System.IO.Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{name}"));
        for (var attempt = 1; ; attempt++)
        {
            var candidate = attempt == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}-{attempt}");
            try
            {
                Directory.CreateDirectory(candidate);
                var first = System.IO.Path.Combine(candidate, Configuration);
                if (!File.Exists(first))
                {
                    CheckSpace(candidate, bytes);
                    using var file = new FileStream(first, FileMode.CreateNew, FileAccess.Write);
                    file.Write(configuration);
                    file.Flush(flushToDisk: true);
                    return new RunFolder(candidate);
                }
            }
            catch (IOException) when (File.Exists(System.IO.Path.Combine(candidate, Configuration)))
            {
                // Another process was first: the folder is taken.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCode.InputOutput,
                    $"cannot write the run to '{candidate}': {exception.Message} Nothing was trained. Choose another folder with --out.",
                    exception);
            }
            if (asked is not null)
            {
                throw new CommandException(ExitCode.Usage,
                    $"--out '{asked}' holds a run already, and runs are never overwritten. Choose another folder, or remove it.");
            }
        }
    }

    /// <summary>Adds a line to the history and waits until it is on the disk.</summary>
    public void Append(Action<Utf8JsonWriter> write)
    {
        _history.Write(JsonText.Line(write));
        _history.Flush(flushToDisk: true);
    }

    public void Write(string name, string text) => AtomicFile.Write(this[name], Encoding.UTF8.GetBytes(text));

    public void Dispose() => _history.Dispose();

    private static void CheckSpace(string folder, long bytes)
    {
        long free;
        try
        {
            free = new DriveInfo(System.IO.Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return; // No drive to ask, such as a network path: the writes themselves will tell.
        }
        if (free < bytes)
        {
            throw new CommandException(ExitCode.InputOutput, string.Create(CultureInfo.InvariantCulture,
                $"cannot write the run to '{folder}': it needs about {bytes:N0} bytes, but the disk has {free:N0} left. Nothing was "
                    + $"trained. Choose another folder with --out."));
        }
    }
}
