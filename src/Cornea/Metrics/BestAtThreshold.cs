namespace Cornea.Metrics;

/// <summary>The best of one metric at the thresholds where another reaches a given value; 0 where none does.</summary>
public abstract class BestAtThreshold : Metric
{
    private readonly IReadOnlyList<double> _thresholds;
    private readonly double _least;
    private readonly Variable _truePositives;
    private readonly Variable _falsePositives;
    private readonly Variable _trueNegatives;
    private readonly Variable _falseNegatives;

    private protected BestAtThreshold(double least, string what, int numThresholds, int? classId, string name)
        : base(name, higherIsBetter: true)
    {
        if (least is not (>= 0 and <= 1))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects {what} to be between 0 and 1, but received {least}."), what);
        }
        if (numThresholds < 1)
        {
            throw new ArgumentException(
                $"{Title} expects numThresholds to be 1 or more, but received {numThresholds}.", nameof(numThresholds));
        }
        _least = least;
        ClassId = classId;
        _thresholds = Thresholds.Even(numThresholds);
        _truePositives = AddVariable([numThresholds], "true_positives");
        _falsePositives = AddVariable([numThresholds], "false_positives");
        _trueNegatives = AddVariable([numThresholds], "true_negatives");
        _falseNegatives = AddVariable([numThresholds], "false_negatives");
    }

    /// <summary>The number of thresholds that are tried.</summary>
    public int NumThresholds => _thresholds.Count;

    /// <summary>The class that is counted.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var counts = ConfusionCounts.Of(_thresholds, yTrue, yPred, sampleWeight, classId: ClassId);
        return
        [
            Added(_truePositives, counts.TruePositives), Added(_falsePositives, counts.FalsePositives),
            Added(_trueNegatives, counts.TrueNegatives), Added(_falseNegatives, counts.FalseNegatives),
        ];
    }

    /// <inheritdoc/>
    public sealed override Tensor Result()
    {
        var (wanted, given) = Curves();
        return Tensor.Where(given >= _least, wanted, 0.0).Max();
    }

    /// <summary>The metric that is wanted and the one that must reach the value, per threshold.</summary>
    private protected abstract (Tensor Wanted, Tensor Given) Curves();

    private protected Tensor Sensitivities() => Quotient(_truePositives, _truePositives.Value + _falseNegatives);

    private protected Tensor Specificities() => Quotient(_trueNegatives, _trueNegatives.Value + _falsePositives);

    private protected Tensor Precisions() => Quotient(_truePositives, _truePositives.Value + _falsePositives);
}
