namespace Cornea.Metrics;

/// <summary>
/// The best sensitivity where the specificity is at least a given value.
/// Keras: <c>keras.metrics.SensitivityAtSpecificity</c>.
/// </summary>
/// <param name="specificity">The value, between 0 and 1.</param>
/// <param name="numThresholds">The number of thresholds that are tried, evenly from 0 to 1.</param>
/// <param name="classId">Only this class (index on the last axis) is counted.</param>
/// <param name="name">Its name in logs.</param>
public sealed class SensitivityAtSpecificity(
    double specificity, int numThresholds = 200, int? classId = null, string name = "sensitivity_at_specificity")
    : BestAtThreshold(specificity, nameof(specificity), numThresholds, classId, name)
{
    /// <summary>The value that the specificity must reach.</summary>
    public double Specificity { get; } = specificity;

    private protected override (Tensor Wanted, Tensor Given) Curves() => (Sensitivities(), Specificities());
}
