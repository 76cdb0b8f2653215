namespace Cornea.Metrics;

/// <summary>The best precision where the recall is at least a given value. Keras: <c>keras.metrics.PrecisionAtRecall</c>.</summary>
/// <param name="recall">The value, between 0 and 1.</param>
/// <param name="numThresholds">The number of thresholds that are tried, evenly from 0 to 1.</param>
/// <param name="classId">Only this class (index on the last axis) is counted.</param>
/// <param name="name">Its name in logs.</param>
public sealed class PrecisionAtRecall(double recall, int numThresholds = 200, int? classId = null, string name = "precision_at_recall")
    : BestAtThreshold(recall, nameof(recall), numThresholds, classId, name)
{
    /// <summary>The value that the recall must reach.</summary>
    public double Recall { get; } = recall;

    private protected override (Tensor Wanted, Tensor Given) Curves() => (Precisions(), Sensitivities());
}
