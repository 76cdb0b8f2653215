using System.Globalization;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The replay of a folder of Keras's reference cases.</summary>
/// <param name="Files">One result per file of the folder, in alphabetical order.</param>
public sealed record ConformanceRun(IReadOnlyList<FileResult> Files)
{
    /// <summary>One replay per file name.</summary>
    public static IReadOnlyList<Replay> Replays { get; } =
    [
        new ActivationsReplay(),
        new ArchitecturesReplay(),
        new ConstraintsReplay(),
        new ImagesReplay(),
        new LayersReplay(),
        new InitializersReplay(),
        new LossesReplay(),
        new MetricsReplay(),
        new OpsReplay(),
        new OnnxNodeTestsReplay(),
        new OptimizersReplay(),
        new PreprocessReplay(),
        new RegularizersReplay(),
        new SchedulesReplay(),
        new TorchKeysReplay(),
        new TrainingReplay(),
        new UtilsReplay(),
        new ValuesReplay(),
        new WeightFilesReplay(),
    ];

    public int Passed => Files.Sum(file => file.Count(CaseStatus.Passed));

    public int Failed => Files.Sum(file => file.Count(CaseStatus.Failed));

    public int Unsupported => Files.Sum(file => file.Count(CaseStatus.Unsupported));

    /// <summary>Replays every file of cases; those without a replay are named, and their cases count as unsupported. Other files and
    /// folders, such as a README or models that cases point to, are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="only">Only files of these names; all when empty.</param>
    public static ConformanceRun Replay(string folder, params ReadOnlySpan<string> only)
    {
        var results = new List<FileResult>();
        var paths = Directory.GetFileSystemEntries(folder);
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.') || (only.Length > 0 && !only.Contains(name)))
                continue;
            var isState = name.EndsWith(".json", StringComparison.Ordinal) && TorchReplay.Describes(path);
            var replay = Replays.FirstOrDefault(replay => replay.File == name);
            if (name == "node-tests.json" && File.Exists(Path.ChangeExtension(path, ".zip")))
                results.Add(new FileResult(name, true, [.. new OnnxNodeTestsReplay().Run(folder)]));
            else if (isState)
                results.Add(new FileResult(name, true, [.. new TorchReplay().Run(path)]));
            else if (replay is not null)
                results.Add(new FileResult(name, true, [.. replay.Run(path)]));
            else if (name.EndsWith(".json", StringComparison.Ordinal) && OnnxReplay.Describes(path))
                results.Add(new FileResult(name, true, [.. new OnnxReplay().Run(path)]));
            else if (name.EndsWith(".json", StringComparison.Ordinal) && TensorFlowJsReplay.Describes(path))
                results.Add(new FileResult(name, true, [.. new TensorFlowJsReplay().Run(path)]));
            else if (name.EndsWith(".json", StringComparison.Ordinal) && SafetensorsFilesReplay.Describes(path))
                results.Add(new FileResult(name, true, [.. new SafetensorsFilesReplay().Run(path)]));
            else if (name.EndsWith(".json", StringComparison.Ordinal) && KerasFileReplay.Describes(path))
                results.Add(new FileResult(name, true, [.. new KerasFileReplay().Run(path)]));
            else if (name.EndsWith(".json", StringComparison.Ordinal))
                results.Add(new FileResult(name, false, WithoutReplay(path)));
        }
        return new ConformanceRun(results);
    }

    /// <summary>Writes the report; its last line is <c>N passed, N failed, N unsupported</c>.</summary>
    public void Write(TextWriter writer)
    {
        foreach (var file in Files)
        {
            if (!file.Known)
            {
                writer.WriteLine(file.Cases.Count == 0 ? $"{file.File}: has no cases"
                    : $"{file.File}: no replay yet for its {file.Cases.Count} cases");
                continue;
            }
            var difference = file.Cases.Select(result => result.Difference).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            var share = file.Cases.Select(result => result.Share).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file.File}: {file.Count(CaseStatus.Passed)} of {file.Cases.Count} passed, largest difference {difference:G3} "
                    + $"({100 * share:F0} % of what is allowed)"));
            foreach (var failed in file.Cases.Where(result => result.Status == CaseStatus.Failed))
                writer.WriteLine($"  failed {failed.Id}: {failed.Detail}");
            foreach (var group in file.Cases.Where(result => result.Status == CaseStatus.Unsupported).GroupBy(result => result.Group))
            {
                var reasons = string.Join("; ", group.Select(result => result.Detail).Where(detail => detail.Length > 0).Distinct()
                    .Take(3));
                writer.WriteLine($"  unsupported {group.Key} ({group.Count()}){(reasons.Length > 0 ? ": " + reasons : "")}");
            }
        }
        writer.WriteLine($"{Passed} passed, {Failed} failed, {Unsupported} unsupported");
    }

    private static CaseResult[] WithoutReplay(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Optional("cases") is { ValueKind: JsonValueKind.Array } cases
                ? [.. cases.EnumerateArray()
                .Select(test => new CaseResult(test.Text("id", "?"), "no replay", CaseStatus.Unsupported, 0, 0, ""))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
