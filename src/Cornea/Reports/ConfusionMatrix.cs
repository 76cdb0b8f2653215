namespace Cornea.Reports;

/// <summary>How often each class was taken for each.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;
    private readonly double[,] _weights;

    internal ConfusionMatrix(IReadOnlyList<string> classes, int[] labels, int[] predictions, SampleWeighting weights)
    {
        Classes = classes;
        _counts = new long[classes.Count, classes.Count];
        _weights = new double[classes.Count, classes.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            _counts[labels[i], predictions[i]]++;
            _weights[labels[i], predictions[i]] += weights[i];
        }
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Samples of one class that were predicted as another, or as itself.</summary>
    /// <param name="actual">The class they are of.</param>
    /// <param name="predicted">The class they were taken for.</param>
    public long this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Samples of a class.</summary>
    /// <param name="actual">The class.</param>
    public long Support(int actual) => Enumerable.Range(0, Classes.Count).Sum(predicted => _counts[actual, predicted]);

    /// <summary>Samples predicted as a class.</summary>
    /// <param name="predicted">The class.</param>
    public long Predicted(int predicted) => Enumerable.Range(0, Classes.Count).Sum(actual => _counts[actual, predicted]);

    /// <summary>The sum of the weights of such samples; how many they are where samples have no weights.</summary>
    /// <param name="actual">The class they are of.</param>
    /// <param name="predicted">The class they were taken for.</param>
    public double Weight(int actual, int predicted) => _weights[actual, predicted];

    /// <summary>The counts, a row per actual class.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Rows => [.. Enumerable.Range(0, Classes.Count).Select(actual =>
        (IReadOnlyList<long>)[.. Enumerable.Range(0, Classes.Count).Select(predicted => _counts[actual, predicted])])];

    /// <summary>Precision, recall, F1 and support of a class.</summary>
    /// <param name="index">The class.</param>
    public ClassMetrics Of(int index)
    {
        var (right, actual, predicted) = (_weights[index, index], Actual(index), Taken(index));
        return new ClassMetrics(Classes[index], Ratio(right, predicted), Ratio(right, actual), Ratio(2 * right, predicted + actual),
            Support(index))
        { Weight = actual };
    }

    /// <summary>The correlation coefficient of Matthews, for any number of classes: 1 for a perfect prediction, 0 for chance.</summary>
    public double MatthewsCorrelation()
    {
        double right = 0, total = 0, cross = 0, predictedSquares = 0, actualSquares = 0;
        for (var i = 0; i < Classes.Count; i++)
        {
            double actual = Actual(i), predicted = Taken(i);
            right += _weights[i, i];
            total += actual;
            cross += actual * predicted;
            predictedSquares += predicted * predicted;
            actualSquares += actual * actual;
        }
        var scale = Math.Sqrt(total * total - predictedSquares) * Math.Sqrt(total * total - actualSquares);
        return scale == 0 ? 0 : (right * total - cross) / scale;
    }

    /// <summary>The matrix as a plot.</summary>
    public ConfusionMatrixPlot Plot() => new("Confusion matrix", Classes, Rows);

    private double Actual(int actual) => Enumerable.Range(0, Classes.Count).Sum(predicted => _weights[actual, predicted]);

    private double Taken(int predicted) => Enumerable.Range(0, Classes.Count).Sum(actual => _weights[actual, predicted]);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
