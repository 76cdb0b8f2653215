namespace Cornea.Metrics;

/// <summary>How many of the positive predictions are right. Keras: <c>keras.metrics.Precision</c>.</summary>
/// <remarks>
/// true positives / (true positives + false positives); 0 where there are none.
/// One value per threshold, one number for one threshold.
/// </remarks>
public sealed class Precision : TruePositiveRatio
{
    /// <summary>Initializes the metric.</summary>
    /// <param name="thresholds">Predictions above count as positive; between 0 and 1.
    /// 0.5 when not given, nothing with <paramref name="topK"/>.</param>
    /// <param name="topK">Only the k largest predictions of each row may be positive.</param>
    /// <param name="classId">Only this class (index on the last axis) is counted.</param>
    /// <param name="name">Its name in logs.</param>
    /// <exception cref="ArgumentException">A threshold is not between 0 and 1.</exception>
    public Precision(IReadOnlyList<double>? thresholds = null, int? topK = null, int? classId = null, string name = "precision")
        : base(thresholds, topK, classId, "false_positives", name)
    {
    }

    private protected override Tensor Errors(ConfusionCounts counts) => counts.FalsePositives;
}
