namespace Cornea.Metrics;

/// <summary>The root of the mean squared error over all batches. Keras: <c>keras.metrics.RootMeanSquaredError</c>.</summary>
/// <param name="name">Its name in logs.</param>
[ConfigName("RootMeanSquaredError", "rmse")]
public sealed class RootMeanSquaredError(string name = "root_mean_squared_error") : MeanMetric(name, higherIsBetter: false)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue.ToFloat32(), yPred);
        return (predictions - targets).Square();
    }

    private protected override Tensor Finished(Tensor mean) => mean.Sqrt();
}
