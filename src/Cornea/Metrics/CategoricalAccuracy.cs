namespace Cornea.Metrics;

/// <summary>How often the largest prediction is that of the one-hot target. Keras: <c>keras.metrics.CategoricalAccuracy</c>.</summary>
/// <param name="name">Its name in logs.</param>
public sealed class CategoricalAccuracy(string name = "categorical_accuracy") : MeanMetric(name, higherIsBetter: true)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => Matches(Title, yTrue, yPred);

    // yTrue, yPred: [..., classes]; result: [...]
    internal static Tensor Matches(string who, Tensor yTrue, Tensor yPred) => yTrue.Shape == yPred.Shape
        ? yTrue.ArgMax().EqualTo(yPred.ArgMax())
        : throw new ShapeException(
            $"{who} expects one-hot targets of the predictions' shape {yPred.Shape}, but received targets of shape {yTrue.Shape}. " +
            "Use OneHot.Encode, or SparseCategoricalAccuracy for class numbers.");
}
