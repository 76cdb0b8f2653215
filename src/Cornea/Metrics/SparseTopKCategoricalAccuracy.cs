namespace Cornea.Metrics;

/// <summary>
/// How often the target's class is among the k largest predictions.
/// Keras: <c>keras.metrics.SparseTopKCategoricalAccuracy</c>.
/// </summary>
/// <param name="k">How many of the largest predictions count.</param>
/// <param name="name">Its name in logs.</param>
public sealed class SparseTopKCategoricalAccuracy(int k = 5, string name = "sparse_top_k_categorical_accuracy")
    : MeanMetric(name, higherIsBetter: true)
{
    /// <summary>How many of the largest predictions count.</summary>
    public int K { get; } = k;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => Matches(Title, yTrue, yPred, K);

    // A class is among the k largest when fewer than k predictions exceed its own; equal ones share the rank.
    internal static Tensor Matches(string who, Tensor yTrue, Tensor yPred, int k)
    {
        var classes = KnownClasses.Of(
            SparseCategoricalAccuracy.Classes(who, yTrue, yPred), yPred.Shape[^1], who, "Correct the labels, or predict more classes.");
        var own = yPred.TakeAlong(classes.ExpandDims(-1));
        return (yPred > own).ToFloat32().Sum(-1) < k;
    }
}
