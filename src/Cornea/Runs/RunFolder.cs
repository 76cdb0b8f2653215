using System.Globalization;

namespace Cornea.Runs;

/// <summary>The folder of one run: what it was asked, its history as it grows, its samples, and at the end its weights.</summary>
/// <remarks>
/// <para><c>config.json</c> is a <see cref="RunConfiguration"/>. <c>history.jsonl</c> has one JSON object per line, whose <c>event</c> is
/// <c>begin</c>, <c>batch</c>, <c>epoch</c> or <c>end</c>; each line is on the disk before training goes on, and a last line that was cut
/// off by a crash is dropped. <c>samples.jsonl</c> has the predictions for some samples after each epoch. <c>summary.txt</c>,
/// <c>model.keras</c>, <c>weights.safetensors</c> are what their names say. <c>train</c> and <c>validation</c> are read by
/// TensorBoard, <c>backup</c> by <see cref="Cornea.Callbacks.BackupAndRestore"/>.</para>
/// <para>A training is written by the callback <see cref="RunLogger"/>; several processes may read while it runs.</para>
/// </remarks>
/// <example><code>
/// var run = RunFolder.Create("runs/first");
/// model.Fit(x, y, callbacks: [new RunLogger(run)]);
/// foreach (var other in RunFolder.List("runs"))
///     Console.WriteLine($"{other.Name}: {other.ReadHistory().State}");
/// </code></example>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The name of the folder.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>The configuration, once a training has begun.</summary>
    public string ConfigurationPath => this["config.json"];

    /// <summary>The history as JSON lines.</summary>
    public string HistoryPath => this["history.jsonl"];

    /// <summary>The predictions for some samples as JSON lines.</summary>
    public string SamplesPath => this["samples.jsonl"];

    /// <summary>The summary of the model as text.</summary>
    public string SummaryPath => this["summary.txt"];

    /// <summary>The trained weights.</summary>
    public string WeightsPath => this["weights.safetensors"];

    /// <summary>The trained model, where its class can be saved.</summary>
    public string ModelPath => this["model.keras"];

    /// <summary>Where <see cref="Cornea.Callbacks.BackupAndRestore"/> may keep what is needed to go on after an interruption.</summary>
    public string BackupPath => this["backup"];

    /// <summary>A file of the folder.</summary>
    /// <param name="file">Its name.</param>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Makes the folder of a new run. Whoever makes its history owns it: no two runs share a folder.</summary>
    /// <param name="path">The folder; it and those above it are made.</param>
    /// <exception cref="IOException">The folder holds a run already, or cannot be written.</exception>
    public static RunFolder Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new RunFolder(path);
        Directory.CreateDirectory(path);
        try
        {
            using var history = new FileStream(folder.HistoryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            return folder;
        }
        catch (IOException exception) when (File.Exists(folder.HistoryPath))
        {
            throw new IOException($"'{path}' holds a run already, and runs are never overwritten. Choose another folder, or remove it.",
                exception);
        }
    }

    /// <summary>Makes a folder whose name is the time and <paramref name="name"/>, such as <c>20261130-054600-dense</c>.</summary>
    /// <param name="root">Where runs are kept.</param>
    /// <param name="name">What the name ends with.</param>
    /// <param name="clock">Tells the time; the system's clock where null.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunFolder CreateUnder(string root, string name, TimeProvider? clock = null)
    {
        var time = (clock ?? TimeProvider.System).GetUtcNow();
        var path = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{time:yyyyMMdd-HHmmss}-{name}"));
        for (var attempt = 1; ; attempt++)
        {
            var candidate = attempt == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}-{attempt}");
            if (!Directory.Exists(candidate))
            {
                try
                {
                    return Create(candidate);
                }
                catch (IOException) when (Directory.Exists(candidate) && File.Exists(System.IO.Path.Combine(candidate, "history.jsonl")))
                {
                    // Another process was first: the next number.
                }
            }
        }
    }

    /// <summary>The folder of a run that exists.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no run in it.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Exists(path) ? new RunFolder(path) : throw new DirectoryNotFoundException(
            $"'{path}' is not the folder of a run: it has no history.jsonl. Choose a folder that RunLogger wrote.");
    }

    /// <summary>A folder that may hold a run or not, or lie on another machine: nothing is looked at and nothing made.</summary>
    /// <param name="path">The folder.</param>
    public static RunFolder At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RunFolder(path);
    }

    /// <summary>Whether a folder holds a run.</summary>
    /// <param name="path">The folder.</param>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, "history.jsonl"));

    /// <summary>The runs in a folder, by name; none where the folder does not exist.</summary>
    /// <param name="root">The folder that holds the folders of runs.</param>
    public static IReadOnlyList<RunFolder> List(string root) => !Directory.Exists(root) ? []
        : [.. Directory.EnumerateDirectories(root).Where(Exists).Order(StringComparer.Ordinal).Select(path => new RunFolder(path))];

    /// <summary>The configuration; null before a training has begun.</summary>
    /// <exception cref="MalformedFileException">The file is damaged.</exception>
    public RunConfiguration? ReadConfiguration() => File.Exists(ConfigurationPath) ? RunConfigurationFile.Read(ConfigurationPath) : null;

    /// <summary>The history so far. May be read while the run is written.</summary>
    /// <exception cref="MalformedFileException">A line other than the last is damaged.</exception>
    public RunHistory ReadHistory() => RunHistoryReader.Read(this);

    /// <summary>The predictions for the samples of the run, in the order in which they were made.</summary>
    /// <exception cref="MalformedFileException">A line other than the last is damaged.</exception>
    public IReadOnlyList<RunSample> ReadSamples() => RunHistoryReader.ReadSamples(SamplesPath);

    /// <summary>Notes that the training has ended; <see cref="RunLogger"/> does so itself unless an exception ends it.</summary>
    /// <param name="state">How it ended.</param>
    public void End(RunState state)
    {
        using var history = new RunLines(HistoryPath);
        history.Append(json => RunLogger.WriteEnd(json, state, DateTimeOffset.UtcNow));
    }

    /// <summary>Removes the folder and all in it.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    public void Remove()
    {
        // A link is removed itself, never what it points to.
        if (new DirectoryInfo(Path).LinkTarget is not null)
            Directory.Delete(Path);
        else
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>The folder.</summary>
    public override string ToString() => Path;
}
