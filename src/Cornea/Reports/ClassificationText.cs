using System.Globalization;
using System.Text;

namespace Cornea.Reports;

/// <summary>Prints the metrics of classes with the columns and the rounding of scikit-learn's <c>classification_report</c>.</summary>
internal static class ClassificationText
{
    public static string Write(ClassificationEvaluation evaluation, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        var width = evaluation.ClassNames.Select(name => name.Length).Append("weighted avg".Length).Append(digits).Max();
        var text = new StringBuilder();
        text.Append(new string(' ', width)).Append(' ');
        foreach (var head in (string[])["precision", "recall", "f1-score", "support"])
            text.Append(' ').Append(head.PadLeft(9));
        text.Append("\n\n");
        foreach (var metrics in evaluation.Classes)
            Line(metrics);
        text.Append('\n');
        text.Append("accuracy".PadLeft(width)).Append(' ').Append(new string(' ', 20)).Append(' ')
            .Append(Fixed(evaluation.Accuracy, digits).PadLeft(9)).Append(' ').Append(Whole(evaluation.Count)).Append('\n');
        Line(evaluation.MacroAverage);
        Line(evaluation.WeightedAverage);
        return text.ToString();

        void Line(ClassMetrics metrics)
        {
            text.Append(metrics.Name.PadLeft(width)).Append(' ');
            foreach (var value in (double[])[metrics.Precision, metrics.Recall, metrics.F1])
                text.Append(' ').Append(Fixed(value, digits).PadLeft(9));
            text.Append(' ').Append(Whole(metrics.Support)).Append('\n');
        }
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture).PadLeft(9);

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
