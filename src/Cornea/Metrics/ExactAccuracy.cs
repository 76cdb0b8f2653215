namespace Cornea.Metrics;

/// <summary>How often predicted labels equal the labels. Keras: <c>keras.metrics.Accuracy</c>, the class.</summary>
/// <param name="name">Its name in logs.</param>
[ConfigName("Accuracy")]
public sealed class ExactAccuracy(string name = "accuracy") : MeanMetric(name, higherIsBetter: true)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue, yPred);
        return targets.EqualTo(predictions);
    }
}
