using System.Diagnostics;

namespace Cornea.Reliability.Interruption;

/// <summary>Trainings in a folder of their own, held against one that ran through.</summary>
internal sealed class Trial : IDisposable
{
    private static readonly Dictionary<string, (string Digest, TimeSpan Time)> Whole = [];
    private readonly string _kind;

    public Trial(string kind)
    {
        _kind = kind;
        Folder = Directory.CreateTempSubdirectory("cornea-reliability-").FullName;
    }

    public string Folder { get; }

    /// <summary>What a training of this kind that nobody interrupts ends with, and how long it takes.</summary>
    public static (string Digest, TimeSpan Time) WholeOf(string kind)
    {
        if (Whole.TryGetValue(kind, out var known))
            return known;
        using var trial = new Trial(kind);
        var clock = Stopwatch.StartNew();
        var (code, errors) = trial.RunToEnd();
        if (code != 0)
            throw new UsageException($"The training that nobody interrupts ended with {code}: {errors}");
        return Whole[kind] = (trial.Digest!, clock.Elapsed);
    }

    /// <summary>What the training ended with; null where it did not come to its end.</summary>
    public string? Digest => File.Exists(TrainingProgram.ResultOf(Folder)) ? File.ReadAllText(TrainingProgram.ResultOf(Folder)) : null;

    public TrainingProcess Start() => new(Folder, _kind);

    public (int Code, string Errors) RunToEnd()
    {
        using var process = Start();
        return process.End();
    }

    /// <summary>Files of a save that was cut off.</summary>
    public int Torn => Directory.Exists(TrainingProgram.BackupOf(Folder))
        ? Directory.GetFiles(TrainingProgram.BackupOf(Folder), "*.tmp-*").Length : 0;

    /// <summary>What is wrong with the checkpoints that lie there now; null where the newest loads, or there was none yet.</summary>
    public string? ProblemOfCheckpoints()
    {
        var files = CheckpointFolder.List(TrainingProgram.BackupOf(Folder));
        if (files.Count == 0)
            return null;
        try
        {
            _ = TrainingState.Load(files[0]);
            return null;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return $"the newest checkpoint does not load: {fault.Message}";
        }
    }

    /// <summary>Goes on to the end and compares; null where all is as it has to be.</summary>
    public string? ProblemOfResuming()
    {
        if (Digest is null)
        {
            var (code, errors) = RunToEnd();
            if (code != 0)
                return $"the training did not go on: it ended with {code}: {errors.Trim()}";
        }
        if (Digest != WholeOf(_kind).Digest)
            return "the training ended with other bits";
        return Directory.Exists(TrainingProgram.BackupOf(Folder)) ? "files are left by a training that came to its end" : null;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
