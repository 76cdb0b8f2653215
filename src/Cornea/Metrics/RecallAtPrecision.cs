namespace Cornea.Metrics;

/// <summary>The best recall where the precision is at least a given value. Keras: <c>keras.metrics.RecallAtPrecision</c>.</summary>
/// <param name="precision">The value, between 0 and 1.</param>
/// <param name="numThresholds">The number of thresholds that are tried, evenly from 0 to 1.</param>
/// <param name="classId">Only this class (index on the last axis) is counted.</param>
/// <param name="name">Its name in logs.</param>
public sealed class RecallAtPrecision(double precision, int numThresholds = 200, int? classId = null, string name = "recall_at_precision")
    : BestAtThreshold(precision, nameof(precision), numThresholds, classId, name)
{
    /// <summary>The value that the precision must reach.</summary>
    public double Precision { get; } = precision;

    private protected override (Tensor Wanted, Tensor Given) Curves() => (Sensitivities(), Precisions());
}
