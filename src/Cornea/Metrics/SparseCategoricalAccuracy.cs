namespace Cornea.Metrics;

/// <summary>
/// How often the largest prediction is that of the target's class.
/// Keras: <c>keras.metrics.SparseCategoricalAccuracy</c>.
/// </summary>
/// <param name="name">Its name in logs.</param>
public sealed class SparseCategoricalAccuracy(string name = "sparse_categorical_accuracy") : MeanMetric(name, higherIsBetter: true)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => Matches(Title, yTrue, yPred);

    // yTrue: [...] or [..., 1]; yPred: [..., classes]; result: [...]
    internal static Tensor Matches(string who, Tensor yTrue, Tensor yPred) => yPred.ArgMax().EqualTo(Classes(who, yTrue, yPred));

    internal static Tensor Classes(string who, Tensor yTrue, Tensor yPred)
    {
        var classes = yTrue.Rank == yPred.Rank && yTrue.Shape[^1] == 1 ? yTrue.Squeeze(-1) : yTrue;
        return yPred.Rank > 0 && classes.Shape == yPred.Shape[..^1]
            ? classes
            : throw new ShapeException(
                $"{who} expects one class number per row of the predictions of shape {yPred.Shape}, " +
                $"but received targets of shape {yTrue.Shape}. Use CategoricalAccuracy for one-hot targets.");
    }
}
