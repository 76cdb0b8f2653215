namespace Cornea.Metrics;

/// <summary>
/// The area under the ROC or the precision-recall curve, from counts at many thresholds.
/// Keras: <c>keras.metrics.AUC</c>.
/// </summary>
/// <remarks>Source: Keras, <c>metrics/confusion_metrics.py</c>; Davis and Goadrich 2006 for the interpolation of precision.</remarks>
public sealed class AUC : Metric
{
    private const double Epsilon = 1e-7;
    private readonly IReadOnlyList<double> _thresholds;
    private readonly Tensor? _labelWeights;
    private Variable? _truePositives;
    private Variable? _falsePositives;
    private Variable? _trueNegatives;
    private Variable? _falseNegatives;

    /// <summary>Initializes the metric.</summary>
    /// <param name="numThresholds">The number of thresholds, evenly from 0 to 1; at least 2.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="summationMethod">How areas are summed.</param>
    /// <param name="name">Its name in logs.</param>
    /// <param name="thresholds">The thresholds between the two ends, instead of even ones; between 0 and 1.</param>
    /// <param name="multiLabel">Whether each label (column) has an area of its own; the result is their mean.</param>
    /// <param name="numLabels">The number of labels, with <paramref name="multiLabel"/>; found out at the first batch when not
    /// given.</param>
    /// <param name="labelWeights">A weight per label: of its area with <paramref name="multiLabel"/>, of its predictions without.</param>
    /// <param name="fromLogits">Whether predictions are logits, to which the sigmoid is applied first.</param>
    /// <exception cref="ArgumentException">Too few thresholds, one outside 0 to 1, or a number of labels without multiLabel.</exception>
    public AUC(
        int numThresholds = 200, AUCCurve curve = AUCCurve.ROC, AUCSummation summationMethod = AUCSummation.Interpolation,
        string name = "auc",
        IReadOnlyList<double>? thresholds = null, bool multiLabel = false, int? numLabels = null,
        IReadOnlyList<double>? labelWeights = null,
        bool fromLogits = false)
        : base(name, higherIsBetter: true)
    {
        if (thresholds is null && numThresholds < 2)
        {
            throw new ArgumentException(
                $"{Title} expects numThresholds to be 2 or more, but received {numThresholds}.", nameof(numThresholds));
        }
        if (numLabels is not null && !multiLabel)
        {
            throw new ArgumentException(
                $"{Title} expects numLabels only with multiLabel, but received {numLabels} without. Set multiLabel: true.",
                nameof(numLabels));
        }
        // The ends lie a hair outside, so that predictions of exactly 0 and 1 fall between.
        Thresholds = thresholds;
        LabelWeights = labelWeights;
        NumLabels = numLabels;
        _thresholds = thresholds is null
            ? Cornea.Metrics.Thresholds.Even(numThresholds, Epsilon)
            : [-Epsilon, .. Cornea.Metrics.Thresholds.Checked(Title, thresholds, 0).Order(), 1 + Epsilon];
        (Curve, SummationMethod, MultiLabel, FromLogits) = (curve, summationMethod, multiLabel, fromLogits);
        _labelWeights = labelWeights is null ? null : Tensor.From([.. labelWeights.Select(weight => (float)weight)]);
        if (!multiLabel)
            Build([_thresholds.Count]);
        else if (numLabels is { } labels)
            Build([_thresholds.Count, labels]);
    }

    /// <summary>The number of thresholds, the two ends included.</summary>
    public int NumThresholds => _thresholds.Count;

    /// <summary>The thresholds between the two ends; null for even ones.</summary>
    [OmitDefault]
    public IReadOnlyList<double>? Thresholds { get; }

    /// <summary>The number of labels, where it was given.</summary>
    public int? NumLabels { get; }

    /// <summary>A weight per label; null for equal ones.</summary>
    public IReadOnlyList<double>? LabelWeights { get; }

    /// <summary>The curve.</summary>
    public AUCCurve Curve { get; }

    /// <summary>How areas are summed.</summary>
    public AUCSummation SummationMethod { get; }

    /// <summary>Whether each label has an area of its own.</summary>
    public bool MultiLabel { get; }

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">With multiLabel, predictions are not (samples, labels).</exception>
    public override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        if (MultiLabel && yPred.Rank != 2)
        {
            throw new ShapeException(
                $"{Title} with multiLabel expects predictions of shape (samples, labels), but received {yPred.Shape}. Reshape them.");
        }
        if (_truePositives is null)
            Build([_thresholds.Count, yPred.Shape[1]]);
        var predictions = FromLogits ? yPred.Sigmoid() : yPred;
        var counts = ConfusionCounts.Of(
            _thresholds, yTrue, predictions, sampleWeight, perLabel: MultiLabel, labelWeights: MultiLabel ? null : _labelWeights);
        return
        [
            Added(_truePositives!, counts.TruePositives), Added(_falsePositives!, counts.FalsePositives),
            Added(_trueNegatives!, counts.TrueNegatives), Added(_falseNegatives!, counts.FalseNegatives),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Result()
    {
        if (_truePositives is null || _falsePositives is null || _trueNegatives is null || _falseNegatives is null)
            throw NoUpdateYet();
        var (truePositives, falsePositives, falseNegatives) = (_truePositives.Value, _falsePositives.Value, _falseNegatives.Value);
        if (Curve == AUCCurve.PR && SummationMethod == AUCSummation.Interpolation)
            return OverLabels(InterpolatedPrecision(truePositives, falsePositives, falseNegatives));
        var recall = Quotient(truePositives, truePositives + falseNegatives);
        var (x, y) = Curve == AUCCurve.ROC
            ? (Quotient(falsePositives, falsePositives + _trueNegatives), recall)
            : (recall, Quotient(truePositives, truePositives + falsePositives));
        var (left, right) = Adjacent(y);
        var heights = SummationMethod switch
        {
            AUCSummation.Interpolation => (left + right) / 2,
            AUCSummation.Minoring => Tensor.Minimum(left, right),
            _ => Tensor.Maximum(left, right),
        };
        var (from, to) = Adjacent(x);
        return OverLabels((from - to) * heights);
    }

    // Between two thresholds the counts TP and P = TP + FP change linearly, so that with slope = dTP / dP and
    // intercept = TP - slope P the area is slope (dTP + intercept log(P left / P right)) over all positives.
    private static Tensor InterpolatedPrecision(Tensor truePositives, Tensor falsePositives, Tensor falseNegatives)
    {
        var (left, right) = Adjacent(truePositives);
        var (leftSum, rightSum) = Adjacent(truePositives + falsePositives);
        var slope = Quotient(left - right, Tensor.Maximum(leftSum - rightSum, 0));
        var intercept = right - slope * rightSum;
        var ratio = Tensor.Where((leftSum > 0) & (rightSum > 0), Quotient(leftSum, Tensor.Maximum(rightSum, 0)), 1.0);
        var positives = Adjacent(truePositives + falseNegatives).Right;
        return Quotient(slope * (left - right + intercept * ratio.Log()), Tensor.Maximum(positives, 0));
    }

    // Each threshold's value and the next one's: [thresholds - 1, ...].
    private static (Tensor Left, Tensor Right) Adjacent(Tensor values) =>
        (values.Narrow(0, 0, values.Shape[0] - 1), values.Narrow(0, 1, values.Shape[0] - 1));

    private Tensor OverLabels(Tensor areas)
    {
        if (!MultiLabel)
            return areas.Sum();
        var byLabel = areas.Sum(0);
        return _labelWeights is null ? byLabel.Mean() : Quotient((byLabel * _labelWeights).Sum(), _labelWeights.Sum());
    }

    private void Build(Shape shape)
    {
        _truePositives = AddVariable(shape, "true_positives");
        _falsePositives = AddVariable(shape, "false_positives");
        _trueNegatives = AddVariable(shape, "true_negatives");
        _falseNegatives = AddVariable(shape, "false_negatives");
    }
}
