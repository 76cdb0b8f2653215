using System.Globalization;
using System.Text;

namespace Cornea.Reports;

/// <summary>One self-contained HTML page about a network: its numbers, curves, mistakes and layers. It runs no script and asks for nothing
/// from elsewhere.</summary>
/// <example><code>
/// new Report("Digits").Add(history).Add(Evaluation.Of(model, (x, y))).Add(model).Html("report.html");
/// </code></example>
public sealed class Report
{
    private readonly HtmlPage _page;

    /// <summary>Begins a report.</summary>
    /// <param name="title">Its title.</param>
    public Report(string title) => _page = new HtmlPage(title);

    /// <summary>Adds a heading.</summary>
    /// <param name="text">The heading.</param>
    public Report Heading(string text)
    {
        _page.Heading(text);
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The paragraph.</param>
    public Report Text(string text)
    {
        _page.Paragraph(text);
        return this;
    }

    /// <summary>Adds plots side by side.</summary>
    /// <param name="plots">The plots.</param>
    public Report Add(params IReadOnlyList<Plot> plots)
    {
        _page.Add(plots);
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="table">The table.</param>
    public Report Add(PlotTable table)
    {
        _page.Table(table);
        return this;
    }

    /// <summary>Adds the curves of a training: each metric with that of the validation.</summary>
    /// <param name="history">What <c>Fit</c> gave.</param>
    public Report Add(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        _page.Heading("Training");
        _page.Add([.. history.Names.Where(name => !name.StartsWith("val_", StringComparison.Ordinal))
            .OrderBy(name => name != "loss")
            .Select(name => history.Plot(name) with { Title = name, YLabel = "", Width = 400, Height = 280 })]);
        return this;
    }

    /// <summary>Adds an evaluation: its numbers and plots.</summary>
    /// <param name="evaluation">The evaluation.</param>
    public Report Add(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        _page.Heading("Evaluation");
        switch (evaluation)
        {
            case ClassificationEvaluation classes:
                Add(classes);
                break;
            case MultilabelEvaluation labels:
                _page.Preformatted(labels.ToString());
                _page.Numbers(
                [
                    new("subset accuracy", labels.SubsetAccuracy.ToString("P2", CultureInfo.InvariantCulture)),
                    new("Hamming loss", labels.HammingLoss.ToString("G4", CultureInfo.InvariantCulture)),
                    new("mean AUC", labels.MacroAuc.ToString("F4", CultureInfo.InvariantCulture)),
                ]);
                _page.Add(labels.Plots);
                break;
            case RegressionEvaluation regression:
                _page.Numbers([.. regression.ToTable().Select(metric => KeyValuePair.Create(
                    metric.Key, metric.Value.ToString("G5", CultureInfo.InvariantCulture)))]);
                _page.Add(regression.Plots);
                break;
        }
        return this;
    }

    /// <summary>Adds the summary of a model, and its graph and costs where the shape of a sample is known.</summary>
    /// <param name="model">The model.</param>
    public Report Add(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _page.Heading("Model");
        _page.Preformatted(model.SummaryText());
        if (model.Inputs.Count > 0 && !model.Inputs.Any(input => input.Shape[1..].Contains(Shape.Unknown)))
            Add(model.Cost().Measure());
        return this;
    }

    /// <summary>Adds the costs of a model: its graph and a table.</summary>
    /// <param name="cost">The costs.</param>
    public Report Add(ModelCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        _page.Heading(string.Create(CultureInfo.InvariantCulture, $"Layers, for a batch of {cost.Batch}"), 3);
        _page.Add(LayerGraph.Of(cost));
        _page.Table(cost.ToTable());
        return this;
    }

    /// <summary>Adds a search for settings: its table, the best first, and its trials as lines.</summary>
    /// <param name="result">What a search found.</param>
    public Report Add(TuningResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _page.Heading("Search");
        _page.Add(result.Plot());
        _page.Table(result.ToTable());
        return this;
    }

    /// <summary>The page.</summary>
    public string ToHtml() => _page.ToHtml();

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Html(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToHtml()));
    }

    private void Add(ClassificationEvaluation classes)
    {
        string Percent(double value) => value.ToString("P2", CultureInfo.InvariantCulture);
        string Fixed(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> numbers =
        [
            new("accuracy", Percent(classes.Accuracy)),
            new("samples", classes.Count.ToString("N0", CultureInfo.InvariantCulture)),
            new("mistakes", classes.WrongSamples().Count().ToString("N0", CultureInfo.InvariantCulture)),
            new("balanced accuracy", Percent(classes.BalancedAccuracy)),
            new("macro F1", Fixed(classes.MacroAverage.F1)),
            new("log loss", Fixed(classes.LogLoss)),
            new("calibration error", Fixed(classes.Calibration().ExpectedError)),
            new("macro AUC", Fixed(classes.MacroAuc)),
        ];
        if (classes.ClassNames.Count > 5)
            numbers.Insert(1, new("top 5", Percent(classes.TopK(5))));
        _page.Numbers(numbers);
        _page.Add(classes.Plots);
        _page.Heading("Per class", 3).Table(new PlotTable(["class", "precision", "recall", "F1", "support"],
            [.. classes.Classes.Append(classes.MacroAverage).Append(classes.WeightedAverage).Select(metrics => (IReadOnlyList<string>)
                [metrics.Name, Fixed(metrics.Precision), Fixed(metrics.Recall), Fixed(metrics.F1),
                    metrics.Support.ToString("N0", CultureInfo.InvariantCulture)])]));
        if (classes.MostConfused(10) is { Count: > 0 } confused)
        {
            _page.Heading("Most confused", 3).Table(new PlotTable(["actual", "predicted", "count"], [.. confused.Select(pair =>
                (IReadOnlyList<string>)[classes.ClassNames[pair.Actual], classes.ClassNames[pair.Predicted],
                    pair.Count.ToString("N0", CultureInfo.InvariantCulture)])]));
        }
    }
}
