namespace Cornea.Metrics;

/// <summary>The number of positive predictions of negative targets. Keras: <c>keras.metrics.FalsePositives</c>.</summary>
/// <param name="thresholds">Predictions above count as positive; between 0 and 1. 0.5 when not given.</param>
/// <param name="name">Its name in logs.</param>
public sealed class FalsePositives(IReadOnlyList<double>? thresholds = null, string name = "false_positives")
    : ConfusionCount(thresholds, name, higherIsBetter: false)
{
    private protected override Tensor Select(ConfusionCounts counts) => counts.FalsePositives;
}
