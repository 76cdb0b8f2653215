
namespace Cornea.Tuning;

/// <summary>The trials of a search, in a file of JSON lines where one was asked for.</summary>
internal sealed class TrialFile : IDisposable
{
    private readonly Dictionary<string, IReadOnlyList<double>> _known = new(StringComparer.Ordinal);
    private readonly List<Trial> _trials = [];
    private readonly string _metric;
    private readonly RunLines? _lines;

    public TrialFile(TuningOptions options)
    {
        _metric = options.Metric;
        if (options.Path is not { } path)
            return;
        if (File.Exists(path))
            Read(path, options);
        _lines = new RunLines(path);
    }

    public IReadOnlyList<Trial> Trials => _trials;

    public Trial Measure(HyperParameters parameters, int epochs, Func<HyperParameters, int, IReadOnlyList<double>> measure)
    {
        var key = Key(parameters.ToString(), epochs);
        if (!_known.TryGetValue(key, out var scores))
        {
            scores = measure(parameters, epochs);
            _known[key] = scores;
            _lines?.Append(json =>
            {
                json.WriteString("metric", _metric);
                json.WriteNumber("epochs", epochs);
                json.WriteString("parameters", parameters.ToString());
                json.WriteStartArray("scores");
                foreach (var score in scores)
                    RunJson.Number(json, score);
                json.WriteEndArray();
            });
        }
        _trials.Add(new Trial(_trials.Count, parameters, epochs, scores));
        return _trials[^1];
    }

    public void Dispose() => _lines?.Dispose();

    private void Read(string path, TuningOptions options)
    {
        foreach (var line in RunHistoryReader.Lines(path))
        {
            double[] scores = line.TryGetProperty("scores", out var values) ? [.. values.EnumerateArray().Select(RunJson.Number)] : [];
            if (RunJson.Text(line, "metric") != options.Metric || scores.Length == 0)
            {
                throw new MalformedFileException(path, 0, "metric",
                    $"trials of '{options.Metric}' were expected, but received trials of '{RunJson.Text(line, "metric")}'",
                    "Choose another file for this search.");
            }
            _known[Key(RunJson.Text(line, "parameters"), (int)RunJson.Whole(line, "epochs"))] = scores;
        }
    }

    private static string Key(string parameters, int epochs) => $"{epochs}; {parameters}";
}
