using System.Globalization;
using System.Text;

namespace Cornea.Reports;

/// <summary>How near a model comes to numbers. All metrics equal scikit-learn's of the same name.</summary>
public sealed class RegressionEvaluation : Evaluation
{
    private readonly double[] _targets;
    private readonly double[] _predictions;
    private readonly int _outputs;

    internal RegressionEvaluation(double[] targets, double[] predictions, int outputs) : base(targets.Length / outputs)
    {
        (_targets, _predictions, _outputs) = (targets, predictions, outputs);
        Residuals = [.. targets.Zip(predictions, (target, prediction) => target - prediction)];
    }

    /// <summary>The targets, row-major.</summary>
    public IReadOnlyList<double> Targets => _targets;

    /// <summary>The predictions, row-major.</summary>
    public IReadOnlyList<double> Predictions => _predictions;

    /// <summary>Target minus prediction, row-major.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The mean of the squared residuals.</summary>
    public double MeanSquaredError => Residuals.Average(residual => residual * residual);

    /// <summary>The root of the mean squared residual, in the unit of the targets.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the residuals' absolute values.</summary>
    public double MeanAbsoluteError => Residuals.Average(Math.Abs);

    /// <summary>The median of the residuals' absolute values; the mean of the middle two of an even number.</summary>
    public double MedianAbsoluteError
    {
        get
        {
            double[] sorted = [.. Residuals.Select(Math.Abs).Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The greatest absolute value of a residual.</summary>
    public double MaximumError => Residuals.Max(Math.Abs);

    /// <summary>The coefficient of determination: 1 - (sum of squared residuals) / (sum of squared deviations from the mean target), the
    /// mean over the outputs. Of constant targets it is 1 where all are met, 0 otherwise.</summary>
    public double R2 => Enumerable.Range(0, _outputs).Average(output =>
    {
        var rows = Enumerable.Range(0, Count).Select(row => row * _outputs + output).ToArray();
        var mean = rows.Average(i => _targets[i]);
        var (rest, all) = (rows.Sum(i => Residuals[i] * Residuals[i]), rows.Sum(i => (_targets[i] - mean) * (_targets[i] - mean)));
        return all > 0 ? 1 - rest / all : rest == 0 ? 1 : 0;
    });

    /// <summary>The numbers of the values with the greatest residuals, the worst first.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<int> Worst(int count) =>
        [.. Enumerable.Range(0, Residuals.Count).OrderByDescending(i => Math.Abs(Residuals[i])).Take(count)];

    /// <inheritdoc/>
    public override IReadOnlyList<Plot> Plots =>
    [
        new ScatterPlot("Predicted and actual", [new ScatterSeries("", _targets, _predictions)])
        {
            XLabel = "actual",
            YLabel = "predicted",
            Diagonal = true,
        },
        new HistogramPlot("Residuals", [HistogramSeries.Of("actual - predicted", Residuals.ToArray())]),
    ];

    /// <summary>The metrics, one a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in ToTable())
            text.Append(CultureInfo.InvariantCulture, $"{name,-24} {value,14:G6}\n");
        return text.ToString();
    }

    /// <summary>The metrics by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> ToTable() =>
    [
        new("samples", Count),
        new("R2", R2),
        new("mean absolute error", MeanAbsoluteError),
        new("median absolute error", MedianAbsoluteError),
        new("root mean squared error", RootMeanSquaredError),
        new("mean squared error", MeanSquaredError),
        new("maximum error", MaximumError),
    ];
}
