namespace Cornea.Runs;

/// <summary>The history of a run as its folder tells it.</summary>
/// <param name="Name">The name of the run.</param>
/// <param name="State">How the run stands.</param>
/// <param name="Epochs">The metrics of each epoch, in order. An epoch that was trained again after an interruption stands once.</param>
/// <param name="Batches">The metrics within epochs, in order, as often as they were written.</param>
public sealed record RunHistory(string Name, RunState State, IReadOnlyList<RunEntry> Epochs, IReadOnlyList<RunEntry> Batches)
{
    /// <summary>When the last line was written; null where there is none.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>The names of the metrics of epochs, in the order in which they first stand there.</summary>
    public IReadOnlyList<string> Metrics => [.. Epochs.SelectMany(entry => entry.Metrics.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>A metric over the epochs; NaN in epochs that lack it.</summary>
    /// <param name="metric">Its name, such as <c>val_loss</c>.</param>
    /// <exception cref="KeyNotFoundException">No epoch has it; the message names those there are.</exception>
    public IReadOnlyList<double> this[string metric] => Metrics.Contains(metric)
        ? [.. Epochs.Select(entry => entry.Metrics.TryGetValue(metric, out var value) ? value : double.NaN)]
        : throw new KeyNotFoundException($"Run '{Name}' has no metric '{metric}'. " +
            (DidYouMean.Suggest(metric, Metrics) is { } near ? $"Did you mean '{near}'?"
                : $"It has {string.Join(", ", Metrics.Select(other => $"'{other}'"))}."));

    /// <summary>The epoch with the best value of a metric; null where no epoch has a finite one.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="greatest">Whether greater is better.</param>
    public RunEntry? Best(string metric, bool greatest)
    {
        var known = Epochs.Where(entry => entry.Metrics.TryGetValue(metric, out var value) && double.IsFinite(value));
        return greatest ? known.MaxBy(entry => entry.Metrics[metric]) : known.MinBy(entry => entry.Metrics[metric]);
    }

    /// <summary>A metric and that of the validation over the epochs, as a curve each.</summary>
    /// <param name="metric">Its name, such as <c>loss</c>.</param>
    /// <exception cref="KeyNotFoundException">No epoch has it.</exception>
    public LinePlot Plot(string metric)
    {
        double[] epochs = [.. Epochs.Select(entry => (double)entry.Epoch)];
        List<PlotSeries> series = [new PlotSeries(metric, this[metric], epochs)];
        if (Metrics.Contains("val_" + metric))
            series.Add(new PlotSeries("val_" + metric, this["val_" + metric], epochs));
        return new LinePlot(metric, series) { XLabel = "epoch", YLabel = metric };
    }
}
