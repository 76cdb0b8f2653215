using System.Globalization;

namespace Cornea.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Trials">All trials in the order in which they were made.</param>
/// <param name="Metric">The metric they are measured by.</param>
/// <param name="IsGreatestBest">Whether greater is better.</param>
public sealed record TuningResult(IReadOnlyList<Trial> Trials, string Metric, bool IsGreatestBest)
{
    /// <summary>The best trial, the first of equal ones; null where there is none.</summary>
    public Trial? Best => Ordered(Trials, IsGreatestBest).FirstOrDefault();

    /// <summary>The trials, the best first.</summary>
    public IReadOnlyList<Trial> Ranking => [.. Ordered(Trials, IsGreatestBest)];

    /// <summary>The trials as a table, the best first.</summary>
    public PlotTable ToTable()
    {
        var names = Trials.SelectMany(trial => trial.Parameters.Values.Keys).Distinct(StringComparer.Ordinal).ToArray();
        return new PlotTable(["trial", .. names, "epochs", Metric, "spread"], [.. Ranking.Select(trial => (IReadOnlyList<string>)
            [trial.Number.ToString(CultureInfo.InvariantCulture), .. names.Select(name => PlotTable.Cell(trial.Parameters[name])),
                trial.Epochs.ToString(CultureInfo.InvariantCulture), PlotTable.Cell(trial.Score), PlotTable.Cell(trial.Spread)])]);
    }

    /// <summary>The trials as lines over parallel axes, the metric last.</summary>
    public ParallelCoordinatesPlot Plot()
    {
        var names = Trials.SelectMany(trial => trial.Parameters.Values.Keys).Distinct(StringComparer.Ordinal).ToArray();
        return new ParallelCoordinatesPlot("Search", [.. names, Metric], [.. Trials.Select(trial =>
            (IReadOnlyList<double>)[.. names.Select(name => trial.Parameters[name]), trial.Score])])
        {
            IsGreatestBest = IsGreatestBest,
        };
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => ToTable().ToText(new TextTerminal { Width = 160 });

    internal static IEnumerable<Trial> Ordered(IEnumerable<Trial> trials, bool isGreatestBest) => isGreatestBest
        ? trials.OrderByDescending(trial => double.IsNaN(trial.Score) ? double.NegativeInfinity : trial.Score)
        : trials.OrderBy(trial => double.IsNaN(trial.Score) ? double.PositiveInfinity : trial.Score);
}
