namespace Cornea.Metrics;

/// <summary>
/// What <see cref="F1Score"/> and <see cref="FBetaScore"/> share: (1 + beta²) precision recall / (beta²
/// precision + recall).
/// </summary>
public abstract class FScore : Metric
{
    private const double Epsilon = 1e-7;
    private Variable? _truePositives;
    private Variable? _falsePositives;
    private Variable? _falseNegatives;
    private Variable? _occurrences;

    private protected FScore(ScoreAverage average, double beta, double? threshold, string name) : base(name, higherIsBetter: true)
    {
        if (!(beta > 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects beta to be more than 0, but received {beta}."), nameof(beta));
        }
        if (threshold is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects threshold to be more than 0 and at most 1, but received {threshold}."),
                nameof(threshold));
        }
        (Average, Beta, Threshold) = (average, beta, threshold);
    }

    /// <summary>How the scores of several classes become one.</summary>
    public ScoreAverage Average { get; }

    /// <summary>How much recall weighs against precision.</summary>
    public double Beta { get; }

    /// <summary>Predictions above count as positive; without it the largest of each row does.</summary>
    public double? Threshold { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">Targets and predictions are not both (samples, classes).</exception>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        if (yPred.Rank != 2 || yTrue.Shape != yPred.Shape)
        {
            throw new ShapeException(
                $"{Title} expects targets and predictions of shape (samples, classes), but received {yTrue.Shape} and {yPred.Shape}. " +
                "Use OneHot.Encode for class numbers.");
        }
        var shape = Average == ScoreAverage.Micro ? Shape.Scalar : new Shape(yPred.Shape[1]);
        _truePositives ??= AddVariable(shape, "true_positives");
        _falsePositives ??= AddVariable(shape, "false_positives");
        _falseNegatives ??= AddVariable(shape, "false_negatives");
        _occurrences ??= AddVariable(shape, "intermediate_weights");

        // A row of zeros has no largest prediction.
        var positive = (Threshold is { } threshold ? yPred > threshold : (yPred >= yPred.Max(-1, keepDims: true)) & (yPred.Abs() > 1e-9))
            .ToFloat32();
        var labels = yTrue.ToFloat32();
        return
        [
            Added(_truePositives, Total(positive * labels)), Added(_falsePositives, Total(positive * (1 - labels))),
            Added(_falseNegatives, Total((1 - positive) * labels)), Added(_occurrences, Total(labels)),
        ];

        Tensor Total(Tensor values)
        {
            var weighted = sampleWeight is null ? values : values * Alignment.ByBatch(values, sampleWeight.ToFloat32()).Weights;
            return Average == ScoreAverage.Micro ? weighted.Sum() : weighted.Sum(0);
        }
    }

    /// <inheritdoc/>
    public sealed override Tensor Result()
    {
        if (_truePositives is null || _falsePositives is null || _falseNegatives is null || _occurrences is null)
            throw NoUpdateYet();
        var precision = _truePositives.Value / (_truePositives.Value + _falsePositives + Epsilon);
        var recall = _truePositives.Value / (_truePositives.Value + _falseNegatives + Epsilon);
        var square = Beta * Beta;
        var scores = precision * recall / (square * precision + recall + Epsilon) * (1 + square);
        return Average switch
        {
            ScoreAverage.None => scores,
            ScoreAverage.Weighted => (scores * (_occurrences.Value / (_occurrences.Value.Sum() + Epsilon))).Sum(),
            _ => scores.Mean(),
        };
    }
}
