using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Cornea.Training;

/// <summary>
/// The checkpoints of one training in a folder: each is written whole or not at all, carries a SHA-256 over all that it holds, and is
/// on the disk before an older one is deleted. The newest that verifies counts.
/// </summary>
/// <remarks>
/// <para>
/// A checkpoint is a safetensors file <c>checkpoint-RUN-STEPS.safetensors</c>. Saving writes a temporary file beside it, flushes it to
/// the disk, renames it and flushes the folder; then all but the newest <see cref="Keep"/> of the same run are deleted. Files of another
/// run, and files of any other name, are never touched.
/// </para>
/// <para>
/// While it is open, a lock file keeps other processes out; the system releases it when the process dies, by whatever means.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var checkpoints = new CheckpointFolder("run/checkpoints");
/// if (checkpoints.Load() is { } last)
///     model.Trainer.SetState(last.State);
/// </code>
/// </example>
public sealed partial class CheckpointFolder : IDisposable
{
    private const string Suffix = ".safetensors";
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);
    private FileStream? _lock;
    private string _run = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private string? _last;

    /// <summary>Opens a folder: makes it where it is missing, locks it, and removes what a process that was killed while it wrote left
    /// behind.</summary>
    /// <param name="path">The folder, of one training alone.</param>
    /// <param name="keep">How many checkpoints are kept, at least 2: with one alone, damage to it would lose the training.</param>
    /// <exception cref="IOException">Another process has the folder open, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 would be kept.</exception>
    public CheckpointFolder(string path, int keep = 2)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (keep < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(keep), keep,
                $"CheckpointFolder expects to keep 2 checkpoints or more, but received {keep}. One alone is no backup.");
        }
        (Path, Keep) = (path, keep);
        try
        {
            Directory.CreateDirectory(path);
            _lock = Lock(path);
            foreach (var torn in Directory.GetFiles(path).Where(file => TornName().IsMatch(System.IO.Path.GetFileName(file))))
                File.Delete(torn);
        }
        catch (UnauthorizedAccessException refused)
        {
            Dispose();
            throw new UnauthorizedAccessException(
                $"Checkpoints cannot be kept in '{path}': {Sentence(refused)} Nothing was changed. Choose a folder you may write to, or " +
                "change its permissions.", refused);
        }
        catch (IOException fault)
        {
            Dispose();
            throw new IOException(
                $"Checkpoints cannot be kept in '{path}': {Sentence(fault)} Nothing was changed. " + (IsLocked(fault)
                    ? "Another process trains there: wait for its end, or choose another folder."
                    : "Choose a folder on a disk that can be written and has room."), fault);
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>How many checkpoints of a run are kept.</summary>
    public int Keep { get; }

    /// <summary>All checkpoints that lie there, the newest first.</summary>
    public IReadOnlyList<string> Files => List(Path);

    /// <summary>The checkpoints of a folder, the newest first, without opening or locking it.</summary>
    /// <param name="path">The folder.</param>
    public static IReadOnlyList<string> List(string path) => !Directory.Exists(path) ? [] :
    [
        .. Directory.GetFiles(path).Select(file => (File: file, Name: FileName().Match(System.IO.Path.GetFileName(file))))
            .Where(file => file.Name.Success)
            .OrderByDescending(file => file.Name.Groups["steps"].Value, StringComparer.Ordinal)
            .ThenByDescending(file => file.File, StringComparer.Ordinal).Select(file => file.File),
    ];

    /// <summary>The newest checkpoint that verifies; null where there is none at all.</summary>
    /// <param name="warn">Is told of damaged ones that are passed over.</param>
    /// <exception cref="MalformedFileException">Every checkpoint is damaged.</exception>
    /// <exception cref="InvalidDataException">A file holds something else.</exception>
    public Checkpoint? Load(Action<string>? warn = null)
    {
        MalformedFileException? newest = null;
        foreach (var file in Files)
        {
            try
            {
                var state = TrainingState.Load(file);
                // From here on this training's files are those of the run that it continues.
                if (FileName().Match(System.IO.Path.GetFileName(file)).Groups["run"] is { Success: true } run)
                    _run = run.Value;
                _last = file;
                if (newest is not null)
                    warn?.Invoke($"The newest checkpoint is damaged, so the training goes on from '{file}' before it. {newest.Message}");
                return new Checkpoint(file, state);
            }
            catch (MalformedFileException damaged)
            {
                _damaged.Add(file);
                newest ??= damaged;
            }
        }
        return newest is null ? null : throw newest;
    }

    /// <summary>Writes a checkpoint, and deletes those of the same run that are no longer kept.</summary>
    /// <param name="state">What it holds.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It cannot be written, as on a full disk; the message names the last good one, which is
    /// kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public string Save(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ObjectDisposedException.ThrowIf(_lock is null, this);
        var name = string.Create(CultureInfo.InvariantCulture, $"checkpoint-{_run}-{state.TrainedSteps:D12}{Suffix}");
        var file = System.IO.Path.Combine(Path, name);
        try
        {
            state.Save(file);
        }
        catch (IOException fault)
        {
            throw new IOException($"{fault.Message} {Kept(state)}", fault);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new UnauthorizedAccessException($"{refused.Message} {Kept(state)}", refused);
        }
        _damaged.Remove(file);
        _last = file;
        foreach (var old in Own().Where(other => other != file).Where((other, i) => i >= Keep - 1 || _damaged.Contains(other)))
            Delete(old);
        return file;
    }

    /// <summary>Deletes the checkpoints of this run, the oldest first, and closes; the folder goes too where nothing else lies in
    /// it.</summary>
    public void Clear()
    {
        foreach (var file in Own().Reverse())
            File.Delete(file);
        Dispose();
        try
        {
            if (Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
                Directory.Delete(Path);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // An empty folder that has to stay, as a mounted disk, harms nothing.
        }
    }

    /// <summary>Lets other processes in. The checkpoints stay.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    // Sound ones before damaged ones, so that what is kept can be loaded. Files of the first form have no run in their name.
    private IEnumerable<string> Own() => Files
        .Where(file => FileName().Match(System.IO.Path.GetFileName(file)).Groups["run"] is var run && (!run.Success || run.Value == _run))
        .OrderBy(_damaged.Contains);

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // One checkpoint too many harms nothing; the next save tries again.
        }
    }

    private string Kept(TrainingState state)
    {
        var bytes = state.Tensors.Values.Sum(tensor => tensor.Type.Bytes);
        return string.Create(CultureInfo.InvariantCulture,
            $"The checkpoint of step {state.TrainedSteps} needs about {bytes:N0} bytes. ")
            + (_last is null ? "There is none before it." : $"The last good one is '{_last}'; a training can go on from there.");
    }

    private static FileStream Lock(string path) => new(
        System.IO.Path.Combine(path, "checkpoints.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
        FileOptions.DeleteOnClose);

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsLocked(IOException fault) => (uint)fault.HResult is 11 or 35 or 0x80070020;

    private static string Sentence(Exception exception) => exception.Message.TrimEnd('.', ' ') + ".";

    [GeneratedRegex(@"^(backup|checkpoint-(?<run>[0-9a-f]{8}))-(?<steps>\d{12})\.safetensors$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(backup|checkpoint-[0-9a-f]{8})-\d{12}\.safetensors\.tmp-\d+-[0-9a-f]+$")]
    private static partial Regex TornName();
}
