namespace Cornea.Metrics;

/// <summary>How many of the positive predictions are right. Keras: <c>keras.metrics.Precision</c>.</summary>
/// <remarks>
/// true positives / (true positives + false positives); 0 where there are none.
/// One value per threshold, one number for one threshold.
/// </remarks>
public sealed class Precision : Metric
{
    private readonly IReadOnlyList<double> _thresholds;
    private readonly Variable _truePositives;
    private readonly Variable _falsePositives;

    /// <summary>Initializes the metric.</summary>
    /// <param name="thresholds">Predictions above count as positive; between 0 and 1.
    /// 0.5 when not given, nothing with <paramref name="topK"/>.</param>
    /// <param name="topK">Only the k largest predictions of each row may be positive.</param>
    /// <param name="classId">Only this class (index on the last axis) is counted.</param>
    /// <param name="name">Its name in logs.</param>
    /// <exception cref="ArgumentException">A threshold is not between 0 and 1.</exception>
    public Precision(IReadOnlyList<double>? thresholds = null, int? topK = null, int? classId = null, string name = "precision")
        : base(name, higherIsBetter: true)
    {
        Thresholds = thresholds;
        _thresholds = Cornea.Metrics.Thresholds.Checked(Title, thresholds, topK is null ? 0.5 : ConfusionCounts.NotAmongTheLargest);
        (TopK, ClassId) = (topK, classId);
        _truePositives = AddVariable([_thresholds.Count], "true_positives");
        _falsePositives = AddVariable([_thresholds.Count], "false_positives");
    }

    /// <summary>Predictions above count as positive; null for 0.5, or with <see cref="TopK"/> for no threshold.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? Thresholds { get; }

    /// <summary>How many predictions of each row may be positive.</summary>
    public int? TopK { get; }

    /// <summary>The class that is counted.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var counts = ConfusionCounts.Of(_thresholds, yTrue, yPred, sampleWeight, TopK, ClassId);
        return [Added(_truePositives, counts.TruePositives), Added(_falsePositives, counts.FalsePositives)];
    }

    /// <inheritdoc/>
    public override Tensor Result()
    {
        var result = Quotient(_truePositives, _truePositives.Value + _falsePositives);
        return _thresholds.Count == 1 ? result[0] : result;
    }
}
