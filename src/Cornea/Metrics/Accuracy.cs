namespace Cornea.Metrics;

/// <summary>
/// How often predictions are right, by the shapes of targets and predictions: Keras's <c>metrics=["accuracy"]</c>.
/// </summary>
/// <remarks>
/// Predictions (n, 1) are counted as <see cref="BinaryAccuracy"/>, class numbers beside (n, classes) as
/// <see cref="SparseCategoricalAccuracy"/>, all else as <see cref="CategoricalAccuracy"/>. Keras's class of this name, which
/// compares labels, is <see cref="ExactAccuracy"/> here. Source: Keras, <c>trainers/compile_utils.py</c>.
/// </remarks>
/// <param name="name">Its name in logs.</param>
[ConfigName("accuracy", "acc")]
public sealed class Accuracy(string name = "accuracy") : MeanMetric(name, higherIsBetter: true)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        if (yPred.Rank <= 1 || yPred.Shape[^1] == 1)
            return BinaryAccuracy.Matches(yTrue, yPred, 0.5);
        return yTrue.Rank < yPred.Rank || yTrue.Shape[^1] == 1
            ? SparseCategoricalAccuracy.Matches(Title, yTrue, yPred)
            : CategoricalAccuracy.Matches(Title, yTrue, yPred);
    }
}
