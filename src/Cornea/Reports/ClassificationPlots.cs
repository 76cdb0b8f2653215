using System.Globalization;

namespace Cornea.Reports;

/// <summary>The plots of a classification.</summary>
internal static class ClassificationPlots
{
    // More curves than colours cannot be told apart.
    private const int MostCurves = 7;

    public static IReadOnlyList<Plot> Of(ClassificationEvaluation evaluation)
    {
        List<Plot> plots = [evaluation.Confusion.Plot(), PerClass(evaluation.Classes), evaluation.Calibration().Plot(),
            Roc(Curves(evaluation, evaluation.Roc)), PrecisionRecall(Curves(evaluation, evaluation.PrecisionRecall))];
        if (evaluation.Gallery() is { Pictures.Count: > 0 } gallery)
            plots.Add(gallery);
        return plots;
    }

    public static BarPlot PerClass(IReadOnlyList<ClassMetrics> classes) => new("Per class", [.. classes.Select(metrics => metrics.Name)],
    [
        new BarSeries("precision", [.. classes.Select(metrics => metrics.Precision)]),
        new BarSeries("recall", [.. classes.Select(metrics => metrics.Recall)]),
        new BarSeries("F1", [.. classes.Select(metrics => metrics.F1)]),
    ])
    {
        Maximum = 1,
    };

    public static LinePlot Roc(IReadOnlyList<ScoreCurve> curves) => new("ROC",
        [.. Few(curves).Select(curve => Series(curve, "AUC"))])
    {
        XLabel = "false positive rate",
        YLabel = "true positive rate",
        XRange = (0, 1),
        YRange = (0, 1),
        Diagonal = true,
        Width = 400,
        Height = 360,
    };

    public static LinePlot PrecisionRecall(IReadOnlyList<ScoreCurve> curves) => new("Precision and recall",
        [.. Few(curves).Select(curve => Series(curve, "AP"))])
    {
        XLabel = "recall",
        YLabel = "precision",
        XRange = (0, 1),
        YRange = (0, 1),
        Width = 400,
        Height = 360,
    };

    // One curve of two classes mirrors the other.
    private static ScoreCurve[] Curves(ClassificationEvaluation evaluation, Func<int, ScoreCurve> curve) =>
        evaluation.ClassNames.Count == 2 ? [curve(1)] : [.. Enumerable.Range(0, evaluation.ClassNames.Count).Select(curve)];

    // Of many classes those with the least area are the ones to look at.
    private static IEnumerable<ScoreCurve> Few(IReadOnlyList<ScoreCurve> curves)
    {
        var all = curves.Where(one => double.IsFinite(one.Area)).ToArray();
        return all.Length <= MostCurves ? all : all.OrderBy(one => one.Area).Take(MostCurves);
    }

    // Points between which the line is straight are left out, and curves of very many points are thinned.
    private static PlotSeries Series(ScoreCurve curve, string area)
    {
        var kept = new List<int>();
        for (var i = 0; i < curve.X.Count; i++)
        {
            if (i == 0 || i == curve.X.Count - 1 || (Turns(curve.X, i) && Turns(curve.Y, i)))
                kept.Add(i);
        }
        return new PlotSeries(string.Create(CultureInfo.InvariantCulture, $"{curve.Name} ({area} {curve.Area:F3})"),
            [.. kept.Select(i => curve.Y[i])], [.. kept.Select(i => curve.X[i])]);
    }

    private static bool Turns(IReadOnlyList<double> values, int i) => values[i] != values[i - 1] || values[i] != values[i + 1];
}
