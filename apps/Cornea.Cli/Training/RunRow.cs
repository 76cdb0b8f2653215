using System.Globalization;
using System.Text.Json;
using Cornea.Cli.Output;

namespace Cornea.Cli.Training;

/// <summary>A run as the list of runs shows it.</summary>
internal sealed record RunRow(
    string Name, string Path, string State, string Started, string Epochs, string Best, long Parameters, long Seed, RunHistory History)
{
    public static RunRow Of(RunFolder run)
    {
        var (configuration, history) = (run.ReadConfiguration(), run.ReadHistory());
        // UTC as ISO 8601, so that the text sorts by time.
        var started = configuration?.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
        return new RunRow(run.Name, run.Path, history.State.ToString().ToLowerInvariant(), started,
            string.Create(CultureInfo.InvariantCulture, $"{history.Epochs.Count}/{configuration?.Epochs ?? 0}"), BestOf(history),
            configuration?.Parameters ?? 0, configuration?.Seed ?? 0, history);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("path", Path);
        json.WriteString("state", State);
        json.WriteString("started", Started);
        json.WriteNumber("epochs", History.Epochs.Count);
        json.WriteNumber("parameters", Parameters);
        json.WriteNumber("seed", Seed);
        json.WriteStartObject("last");
        foreach (var metric in History.Metrics)
            json.Number(metric, History[metric][^1]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string BestOf(RunHistory history)
    {
        var metric = new[] { "val_accuracy", "accuracy", "val_loss", "loss" }.FirstOrDefault(history.Metrics.Contains);
        return metric is not null && history.Best(metric, metric.EndsWith("accuracy", StringComparison.Ordinal)) is { } best
            ? string.Create(CultureInfo.InvariantCulture, $"{metric} {best.Metrics[metric]:F4} @{best.Epoch}") : "";
    }
}
