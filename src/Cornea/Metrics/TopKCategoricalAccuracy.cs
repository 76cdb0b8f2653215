namespace Cornea.Metrics;

/// <summary>
/// How often the one-hot target's class is among the k largest predictions.
/// Keras: <c>keras.metrics.TopKCategoricalAccuracy</c>.
/// </summary>
/// <param name="k">How many of the largest predictions count.</param>
/// <param name="name">Its name in logs.</param>
public sealed class TopKCategoricalAccuracy(int k = 5, string name = "top_k_categorical_accuracy") : MeanMetric(name, higherIsBetter: true)
{
    /// <summary>How many of the largest predictions count.</summary>
    public int K { get; } = k;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => SparseTopKCategoricalAccuracy.Matches(Title, yTrue.ArgMax(), yPred, K);
}
