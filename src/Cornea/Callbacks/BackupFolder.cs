using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>The files of <see cref="BackupAndRestore"/>: the two newest, each named by the number of training steps.</summary>
internal sealed class BackupFolder(string path)
{
    private const int Kept = 2;
    private const string Prefix = "backup-";
    private const string Suffix = ".safetensors";

    public string Path => path;

    /// <summary>Makes the folder and removes what a process that was killed while it wrote left behind.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        foreach (var torn in Directory.GetFiles(path, $"{Prefix}*{Suffix}.tmp-*"))
            File.Delete(torn);
    }

    /// <summary>The newest file that can be read; null where there is none.</summary>
    /// <param name="warn">Is told of a damaged one that is passed over.</param>
    public (string Path, Safetensors Content)? ReadNewest(Action<string> warn)
    {
        var files = Files();
        for (var i = 0; i < files.Length; i++)
        {
            try
            {
                return (files[i], SafetensorsFile.Read(files[i]));
            }
            catch (MalformedFileException damaged) when (i + 1 < files.Length)
            {
                warn($"The newest backup is damaged, so the training goes on from the one before. {damaged.Message}");
            }
        }
        return null;
    }

    public void Write(long steps, TrainingState state)
    {
        var file = System.IO.Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{steps:D12}{Suffix}"));
        state.Save(file);
        foreach (var old in Files().Skip(Kept))
            File.Delete(old);
    }

    public void Clear()
    {
        // The older ones go first: a kill between leaves the newest.
        foreach (var file in Files().Reverse())
            File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    // The newest first.
    private string[] Files() => [.. Directory.GetFiles(path, $"{Prefix}*{Suffix}").OrderDescending(StringComparer.Ordinal)];
}
