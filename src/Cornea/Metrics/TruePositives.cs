namespace Cornea.Metrics;

/// <summary>The number of positive predictions of positive targets. Keras: <c>keras.metrics.TruePositives</c>.</summary>
/// <param name="thresholds">Predictions above count as positive; between 0 and 1. 0.5 when not given.</param>
/// <param name="name">Its name in logs.</param>
public sealed class TruePositives(IReadOnlyList<double>? thresholds = null, string name = "true_positives")
    : ConfusionCount(thresholds, name, higherIsBetter: true)
{
    private protected override Tensor Select(ConfusionCounts counts) => counts.TruePositives;
}
