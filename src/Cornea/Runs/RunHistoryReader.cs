using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Cornea.Runs;

/// <summary>Reads the JSON lines of a run folder.</summary>
internal static class RunHistoryReader
{
    public static RunHistory Read(RunFolder folder)
    {
        var (epochs, batches) = (new List<RunEntry>(), new List<RunEntry>());
        RunState? ended = null;
        var hasBegun = false;
        DateTimeOffset? last = null;
        foreach (var line in Lines(folder.HistoryPath))
        {
            last = RunJson.Time(line, "time");
            switch (RunJson.Text(line, "event"))
            {
                case "begin":
                    (hasBegun, ended) = (true, null);
                    break;
                case "epoch":
                    Add(epochs, Entry(line));
                    break;
                case "batch":
                    Add(batches, Entry(line));
                    break;
                case "end":
                    ended = Enum.TryParse<RunState>(RunJson.Text(line, "state"), ignoreCase: true, out var state) ? state
                        : RunState.Stopped;
                    break;
            }
        }
        return new RunHistory(folder.Name, ended ?? (hasBegun ? Alive(folder) : RunState.Created), epochs, batches) { LastTime = last };
    }

    public static IReadOnlyList<RunSample> ReadSamples(string path) => !File.Exists(path) ? [] : [.. Lines(path).Select(line =>
        new RunSample((int)RunJson.Whole(line, "epoch"), (int)RunJson.Whole(line, "index"),
            line.TryGetProperty("prediction", out var values) ? [.. values.EnumerateArray().Select(RunJson.Number)] : []))];

    // After an interruption steps are trained again: what stood from there on counts no more.
    private static void Add(List<RunEntry> entries, RunEntry entry)
    {
        while (entries.Count > 0 && (entries[^1].Epoch > entry.Epoch || entries[^1].Step >= entry.Step))
            entries.RemoveAt(entries.Count - 1);
        entries.Add(entry);
    }

    private static RunEntry Entry(JsonElement line)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        if (line.TryGetProperty("metrics", out var all))
        {
            foreach (var metric in all.EnumerateObject())
                metrics[metric.Name] = RunJson.Number(metric.Value);
        }
        return new RunEntry((int)RunJson.Whole(line, "epoch"), RunJson.Whole(line, "step"), RunJson.Time(line, "time"),
            RunJson.Number(line, "seconds"), RunJson.Number(line, "learning_rate"), metrics);
    }

    // A last line without its end was cut off by a crash, or is being written just now.
    public static IEnumerable<JsonElement> Lines(string path)
    {
        string text;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            text = reader.ReadToEnd();
        }
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (lines[i].Length > 0)
                yield return Parse(path, lines[i], i);
        }
    }

    private static JsonElement Parse(string path, string line, int index)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone()
                : throw new MalformedFileException(path, 0, $"line {index + 1}", "a JSON object was expected", "Remove the line.");
        }
        catch (JsonException exception)
        {
            throw new MalformedFileException(path, 0, $"line {index + 1}", exception.Message.TrimEnd('.'), "Remove the line.", exception);
        }
    }

    private static RunState Alive(RunFolder folder)
    {
        if (folder.ReadConfiguration() is not { } configuration || configuration.Machine != Environment.MachineName)
            return RunState.Running;
        try
        {
            using var process = Process.GetProcessById(configuration.Process);
            return process.HasExited ? RunState.Interrupted : RunState.Running;
        }
        catch (ArgumentException)
        {
            return RunState.Interrupted;
        }
    }
}
