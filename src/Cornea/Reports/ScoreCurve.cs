namespace Cornea.Reports;

/// <summary>How two rates of a score change with its threshold, from the highest threshold to the lowest.</summary>
/// <param name="Name">The class that the score stands for.</param>
/// <param name="X">False positive rates of a ROC curve; recalls of a precision-recall curve.</param>
/// <param name="Y">True positive rates, or precisions.</param>
/// <param name="Thresholds">The score from which on a sample counts as of the class; infinite at the first point.</param>
/// <param name="Area">The area under a ROC curve; the average precision of a precision-recall curve.</param>
public sealed record ScoreCurve(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Thresholds, double Area)
{
    /// <summary>True positives over false positives, and the area under the curve by the trapezoidal rule, which is NaN where there are no
    /// samples of the class or none of others.</summary>
    /// <param name="name">The class.</param>
    /// <param name="scores">A score per sample.</param>
    /// <param name="isPositive">Whether each sample is of the class.</param>
    public static ScoreCurve Roc(string name, ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive) =>
        Roc(name, scores, isPositive, SampleWeighting.Of(null, scores.Length));

    internal static ScoreCurve Roc(string name, ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive, SampleWeighting weights)
    {
        var (positives, negatives, thresholds) = Counts(scores, isPositive, weights);
        double allPositive = positives[^1], allNegative = negatives[^1], area = 0;
        double[] x = [.. negatives.Select(count => count / allNegative)], y = [.. positives.Select(count => count / allPositive)];
        for (var i = 1; i < x.Length; i++)
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        return new ScoreCurve(name, x, y, thresholds, area);
    }

    /// <summary>Precision over recall, and the average precision: the sum of precision times the recall it adds.</summary>
    /// <param name="name">The class.</param>
    /// <param name="scores">A score per sample.</param>
    /// <param name="isPositive">Whether each sample is of the class.</param>
    public static ScoreCurve PrecisionRecall(string name, ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive) =>
        PrecisionRecall(name, scores, isPositive, SampleWeighting.Of(null, scores.Length));

    internal static ScoreCurve PrecisionRecall(
        string name, ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive, SampleWeighting weights)
    {
        var (positives, negatives, thresholds) = Counts(scores, isPositive, weights);
        double all = positives[^1], area = 0;
        double[] x = [.. positives.Select(count => count / all)];
        double[] y = [.. positives.Zip(negatives).Select(pair => pair.First + pair.Second == 0 ? 1
            : pair.First / (pair.First + pair.Second))];
        for (var i = 1; i < x.Length; i++)
            area += (x[i] - x[i - 1]) * y[i];
        return new ScoreCurve(name, x, y, thresholds, area);
    }

    // The weights of positives and negatives at or above each distinct score.
    private static (List<double> Positives, List<double> Negatives, List<double> Thresholds) Counts(
        ReadOnlySpan<float> scores, ReadOnlySpan<bool> isPositive, SampleWeighting weights)
    {
        if (scores.Length != isPositive.Length)
            throw new ArgumentException($"A curve needs a label per score, but received {scores.Length} and {isPositive.Length}.");
        var (sorted, order) = (scores.ToArray(), Enumerable.Range(0, scores.Length).ToArray());
        Array.Sort(sorted, order);
        List<double> positives = [0], negatives = [0], thresholds = [double.PositiveInfinity];
        double positive = 0, negative = 0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            if (isPositive[order[i]])
                positive += weights[order[i]];
            else
                negative += weights[order[i]];
            if (i > 0 && sorted[i - 1].Equals(sorted[i]))
                continue;
            positives.Add(positive);
            negatives.Add(negative);
            thresholds.Add(sorted[i]);
        }
        return (positives, negatives, thresholds);
    }
}
