namespace Cornea.Metrics;

/// <summary>The number of negative predictions of positive targets. Keras: <c>keras.metrics.FalseNegatives</c>.</summary>
/// <param name="thresholds">Predictions above count as positive; between 0 and 1. 0.5 when not given.</param>
/// <param name="name">Its name in logs.</param>
public sealed class FalseNegatives(IReadOnlyList<double>? thresholds = null, string name = "false_negatives")
    : ConfusionCount(thresholds, name, higherIsBetter: false)
{
    private protected override Tensor Select(ConfusionCounts counts) => counts.FalseNegatives;
}
