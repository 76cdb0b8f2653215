using System.Globalization;

namespace Cornea.Inspection;

/// <summary>Samples in a plane by class.</summary>
public static class FeatureScatter
{
    /// <summary>The first two principal components of some features, a kind of points per class.</summary>
    /// <param name="features">(samples, features), such as <see cref="FeatureMaps.OutputOf"/> gives.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="names">The names of the classes; their numbers where null.</param>
    public static ScatterPlot Pca(Tensor features, IReadOnlyList<int> labels, IReadOnlyList<string>? names = null)
    {
        var components = PrincipalComponents.Of(features);
        return Of("PCA", [.. components.Projected.Select(row => (row[0], row.Count > 1 ? row[1] : 0))], labels, names);
    }

    internal static ScatterPlot Of(
        string title, IReadOnlyList<(double X, double Y)> points, IReadOnlyList<int> labels, IReadOnlyList<string>? names)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != points.Count)
        {
            throw new ArgumentException(
                $"{title} needs a label per sample, but received {labels.Count} for {points.Count}.", nameof(labels));
        }
        return new ScatterPlot(title, [.. labels.Distinct().Order().Select(label =>
        {
            var own = Enumerable.Range(0, points.Count).Where(i => labels[i] == label).ToArray();
            return new ScatterSeries(names?[label] ?? label.ToString(CultureInfo.InvariantCulture),
                [.. own.Select(i => points[i].X)], [.. own.Select(i => points[i].Y)]);
        })])
        { ShowNames = true };
    }
}
