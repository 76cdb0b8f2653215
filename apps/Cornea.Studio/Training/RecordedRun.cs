using System.Text.Json.Nodes;
using Cornea.Studio.Api;
using Cornea.Studio.Models;

namespace Cornea.Studio.Training;

/// <summary>A run that another program wrote into the folder with <see cref="RunLogger"/>: it can be looked at and removed.</summary>
internal sealed class RecordedRun(RunFolder folder)
{
    /// <summary>The name of its folder.</summary>
    public string Id => folder.Name;

    public string ModelPath => folder.ModelPath;

    public string Name => folder.ReadConfiguration()?.Name ?? folder.Name;

    public bool IsRunning => folder.ReadHistory().State == Runs.RunState.Running;

    /// <summary>The run for the table; null where its files are damaged.</summary>
    public JsonObject? Describe()
    {
        try
        {
            return Describe(folder.ReadConfiguration(), folder.ReadHistory());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The run with its curves.</summary>
    public JsonObject WithCurves()
    {
        var history = folder.ReadHistory();
        var view = Describe(folder.ReadConfiguration(), history);
        var steps = Math.Max(1, folder.ReadConfiguration()?.StepsPerEpoch ?? 1);
        view["layers"] = new JsonArray();
        view["points"] = SessionView.Points(history.Batches.Select(entry => new CurvePoint(
            entry.Step / (double)steps, entry.Step, entry.Seconds, Metric(entry, "loss"), Metric(entry, "accuracy"))));
        view["epochPoints"] = SessionView.Epochs(history.Epochs.Select(entry => new EpochPoint(
            entry.Epoch, entry.Seconds, Metric(entry, "loss"), Metric(entry, "accuracy"), Metric(entry, "val_loss"),
            Metric(entry, "val_accuracy"), entry.LearningRate)));
        return view;
    }

    public void Remove() => folder.Remove();

    private JsonObject Describe(RunConfiguration? configuration, RunHistory history)
    {
        var best = history.Best("val_accuracy", greatest: true);
        return new JsonObject
        {
            ["id"] = Id,
            ["name"] = configuration?.Name ?? Id,
            ["state"] = history.State.ToString().ToLowerInvariant(),
            ["recorded"] = true,
            ["started"] = configuration?.Started.ToString("O") ?? "",
            ["seconds"] = Math.Round(history.Epochs.Sum(entry => entry.Seconds), 2),
            ["parameters"] = configuration?.Parameters,
            ["data"] = configuration?.Settings.GetValueOrDefault("data"),
            ["optimizer"] = configuration?.Optimizer,
            ["rate"] = history.Epochs.Count > 0 ? Numbers.Of(history.Epochs[^1].LearningRate) : null,
            ["batch"] = configuration?.Settings.GetValueOrDefault("batch"),
            ["epochs"] = configuration?.Epochs,
            ["seed"] = configuration?.Seed,
            ["best"] = best is null ? null : Numbers.Of(best.Metrics["val_accuracy"]),
            ["bestEpoch"] = best?.Epoch,
            ["hasModel"] = File.Exists(ModelPath),
            ["command"] = $"cornea resume {Quoted(folder.Path)}",
        };
    }

    // As a shell reads it.
    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-:\\".Contains(letter, StringComparison.Ordinal))
            ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static double Metric(RunEntry entry, string name) => entry.Metrics.TryGetValue(name, out var value) ? value : double.NaN;
}
