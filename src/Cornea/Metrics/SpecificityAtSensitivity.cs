namespace Cornea.Metrics;

/// <summary>
/// The best specificity where the sensitivity is at least a given value.
/// Keras: <c>keras.metrics.SpecificityAtSensitivity</c>.
/// </summary>
/// <param name="sensitivity">The value, between 0 and 1.</param>
/// <param name="numThresholds">The number of thresholds that are tried, evenly from 0 to 1.</param>
/// <param name="classId">Only this class (index on the last axis) is counted.</param>
/// <param name="name">Its name in logs.</param>
public sealed class SpecificityAtSensitivity(
    double sensitivity, int numThresholds = 200, int? classId = null, string name = "specificity_at_sensitivity")
    : BestAtThreshold(sensitivity, nameof(sensitivity), numThresholds, classId, name)
{
    /// <summary>The value that the sensitivity must reach.</summary>
    public double Sensitivity { get; } = sensitivity;

    private protected override (Tensor Wanted, Tensor Given) Curves() => (Specificities(), Sensitivities());
}
