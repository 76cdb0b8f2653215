using System.Globalization;
using System.Text;

namespace Cornea.Reports;

/// <summary>How near a model comes to numbers. All metrics equal scikit-learn's of the same name, also with sample
/// weights.</summary>
public sealed class RegressionEvaluation : Evaluation
{
    private readonly double[] _targets;
    private readonly double[] _predictions;
    private readonly int _outputs;
    private readonly SampleWeighting _weights;

    internal RegressionEvaluation(double[] targets, double[] predictions, int outputs, SampleWeighting weights)
        : base(targets.Length / outputs)
    {
        (_targets, _predictions, _outputs, _weights) = (targets, predictions, outputs, weights);
        Residuals = [.. targets.Zip(predictions, (target, prediction) => target - prediction)];
    }

    /// <summary>The targets, row-major.</summary>
    public IReadOnlyList<double> Targets => _targets;

    /// <summary>The predictions, row-major.</summary>
    public IReadOnlyList<double> Predictions => _predictions;

    /// <summary>Target minus prediction, row-major.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The mean of the squared residuals.</summary>
    public double MeanSquaredError => Mean(residual => residual * residual);

    /// <summary>The root of the mean squared residual, in the unit of the targets.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the residuals' absolute values.</summary>
    public double MeanAbsoluteError => Mean(Math.Abs);

    /// <summary>The median of the residuals' absolute values, the mean over the outputs; without weights the mean of the middle two of an
    /// even number, with them the first value up to which the weights reach half of their sum.</summary>
    public double MedianAbsoluteError => Enumerable.Range(0, _outputs).Average(output =>
    {
        int[] sorted = [.. Enumerable.Range(0, Count).OrderBy(row => Math.Abs(Residuals[row * _outputs + output]))];
        double At(int place) => Math.Abs(Residuals[sorted[place] * _outputs + output]);
        if (!_weights.IsGiven)
            return (At((sorted.Length - 1) / 2) + At(sorted.Length / 2)) / 2;
        var (place, sum) = (0, _weights[sorted[0]]);
        while (sum < _weights.Total / 2)
            sum += _weights[sorted[++place]];
        return At(place);
    });

    /// <summary>The greatest absolute value of a residual.</summary>
    public double MaximumError => Residuals.Max(Math.Abs);

    /// <summary>The coefficient of determination: 1 - (sum of squared residuals) / (sum of squared deviations from the mean target), the
    /// mean over the outputs. Of constant targets it is 1 where all are met, 0 otherwise.</summary>
    public double R2 => Enumerable.Range(0, _outputs).Average(output =>
    {
        int At(int row) => row * _outputs + output;
        var mean = _weights.Mean(row => _targets[At(row)]);
        var rest = _weights.Mean(row => Residuals[At(row)] * Residuals[At(row)]);
        var all = _weights.Mean(row => (_targets[At(row)] - mean) * (_targets[At(row)] - mean));
        return all > 0 ? 1 - rest / all : rest == 0 ? 1 : 0;
    });

    private double Mean(Func<double, double> value) => _weights.Mean(
        row => Enumerable.Range(row * _outputs, _outputs).Average(i => value(Residuals[i])));

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
