using System.Globalization;
using System.Text;

namespace Cornea.Reports;

/// <summary>Prints the metrics of classes with the columns and the rounding of scikit-learn's <c>classification_report</c>.</summary>
internal static class ClassificationText
{
    private static readonly string[] Heads = ["precision", "recall", "f1-score", "support"];
    private static readonly string[] ShortHeads = ["prec.", "rec.", "f1", "count"];

    public static string Write(ClassificationEvaluation evaluation, int digits, bool isNarrow = false) =>
        Write(evaluation.Classes, evaluation.Accuracy, [evaluation.MacroAverage, evaluation.WeightedAverage], digits,
            evaluation.IsWeighted, isNarrow);

    public static string Write(MultilabelEvaluation evaluation, int digits, bool isNarrow = false) => Write(evaluation.Classes, null,
        [evaluation.MicroAverage, evaluation.MacroAverage, evaluation.WeightedAverage, evaluation.SamplesAverage], digits,
        evaluation.IsWeighted, isNarrow);

    // The narrow form fits 40 columns where names are short; scikit-learn has none.
    private static string Write(
        IReadOnlyList<ClassMetrics> classes, double? accuracy, ClassMetrics[] averages, int digits, bool weighted, bool isNarrow)
    {
        var column = isNarrow ? 5 : 9;
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        var width = classes.Select(metrics => metrics.Name.Length).Append("weighted avg".Length).Append(digits).Max();
        var text = new StringBuilder();
        text.Append(new string(' ', width)).Append(' ');
        foreach (var head in isNarrow ? ShortHeads : Heads)
            text.Append(' ').Append(head.PadLeft(column));
        text.Append("\n\n");
        foreach (var metrics in classes)
            Line(metrics);
        text.Append('\n');
        if (accuracy is { } part)
        {
            text.Append("accuracy".PadLeft(width)).Append(' ').Append(new string(' ', 2 * (column + 1))).Append(' ')
                .Append(Fixed(part, digits).PadLeft(column)).Append(' ').Append(Support(averages[0])).Append('\n');
        }
        foreach (var average in averages)
            Line(average);
        return text.ToString();

        // Python writes a float with its point.
        string Support(ClassMetrics metrics) => (!weighted ? metrics.Support.ToString(CultureInfo.InvariantCulture)
            : metrics.Weight == Math.Floor(metrics.Weight) ? metrics.Weight.ToString("F1", CultureInfo.InvariantCulture)
            : metrics.Weight.ToString("R", CultureInfo.InvariantCulture)).PadLeft(column);

        void Line(ClassMetrics metrics)
        {
            text.Append(metrics.Name.PadLeft(width)).Append(' ');
            foreach (var value in (double[])[metrics.Precision, metrics.Recall, metrics.F1])
                text.Append(' ').Append(Fixed(value, digits).PadLeft(column));
            text.Append(' ').Append(Support(metrics)).Append('\n');
        }
    }


    // Python rounds a number that lies exactly between two to the even one, .NET away from zero. Between two of d decimals lie exactly the
    // odd multiples of 2^-(d+1).
    private static string Fixed(double value, int digits)
    {
        var halves = value * Math.Pow(2, digits + 1);
        var isBetween = digits <= 20 && halves == Math.Floor(halves) && halves % 2 != 0;
        return isBetween
            ? Math.Round((decimal)value, digits, MidpointRounding.ToEven).ToString("F" + digits, CultureInfo.InvariantCulture)
            : value.ToString("F" + digits, CultureInfo.InvariantCulture);
    }
}
