namespace Cornea.Metrics;

/// <summary>True positives among themselves and one kind of error, per threshold: the base of precision and recall.</summary>
public abstract class TruePositiveRatio : Metric
{
    private readonly IReadOnlyList<double> _thresholds;
    private readonly Variable _truePositives;
    private readonly Variable _errors;

    private protected TruePositiveRatio(IReadOnlyList<double>? thresholds, int? topK, int? classId, string errors, string name)
        : base(name, higherIsBetter: true)
    {
        Thresholds = thresholds;
        _thresholds = Cornea.Metrics.Thresholds.Checked(Title, thresholds, topK is null ? 0.5 : ConfusionCounts.NotAmongTheLargest);
        (TopK, ClassId) = (topK, classId);
        _truePositives = AddVariable([_thresholds.Count], "true_positives");
        _errors = AddVariable([_thresholds.Count], errors);
    }

    /// <summary>Predictions above count as positive; null for 0.5, or with <see cref="TopK"/> for no threshold.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? Thresholds { get; }

    /// <summary>How many predictions of each row may be positive.</summary>
    public int? TopK { get; }

    /// <summary>The class that is counted.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var counts = ConfusionCounts.Of(_thresholds, yTrue, yPred, sampleWeight, TopK, ClassId);
        return [Added(_truePositives, counts.TruePositives), Added(_errors, Errors(counts))];
    }

    /// <inheritdoc/>
    public sealed override Tensor Result()
    {
        var result = Quotient(_truePositives, _truePositives.Value + _errors);
        return _thresholds.Count == 1 ? result[0] : result;
    }

    private protected abstract Tensor Errors(ConfusionCounts counts);
}
