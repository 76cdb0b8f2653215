namespace Cornea.Runs;

/// <summary>Several runs beside each other.</summary>
/// <param name="Runs">The runs.</param>
public sealed record RunComparison(IReadOnlyList<RunFolder> Runs)
{
    /// <summary>What differs between their configurations: the name of a setting and its value in each run, empty where it has
    /// none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Differences()
    {
        var tables = Runs.Select(run => run.ReadConfiguration()?.ToTable() ?? new Dictionary<string, string>()).ToArray();
        var differences = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in tables.SelectMany(table => table.Keys).Distinct(StringComparer.Ordinal))
        {
            string[] values = [.. tables.Select(table => table.GetValueOrDefault(name, ""))];
            if (values.Distinct(StringComparer.Ordinal).Count() > 1)
                differences[name] = values;
        }
        return differences;
    }

    /// <summary>A metric of all runs that have it over the epochs, one curve for each run.</summary>
    /// <param name="metric">Its name, such as <c>val_loss</c>.</param>
    public LinePlot Plot(string metric) => new(metric, [.. Runs.Select(run => run.ReadHistory())
        .Where(history => history.Metrics.Contains(metric))
        .Select(history => new PlotSeries(history.Name, history[metric], [.. history.Epochs.Select(entry => (double)entry.Epoch)]))])
    {
        XLabel = "epoch",
        YLabel = metric,
    };
}
