namespace Cornea.Metrics;

/// <summary>The number of negative predictions of negative targets. Keras: <c>keras.metrics.TrueNegatives</c>.</summary>
/// <param name="thresholds">Predictions above count as positive; between 0 and 1. 0.5 when not given.</param>
/// <param name="name">Its name in logs.</param>
public sealed class TrueNegatives(IReadOnlyList<double>? thresholds = null, string name = "true_negatives")
    : ConfusionCount(thresholds, name, higherIsBetter: true)
{
    private protected override Tensor Select(ConfusionCounts counts) => counts.TrueNegatives;
}
