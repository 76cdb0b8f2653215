namespace Cornea.Metrics;

/// <summary>The root of the mean squared error over all batches. Keras: <c>keras.metrics.RootMeanSquaredError</c>.</summary>
/// <param name="name">Its name in logs.</param>
[ConfigName("RootMeanSquaredError", "rmse")]
public sealed class RootMeanSquaredError(string name = "root_mean_squared_error") : MeanMetric(name, higherIsBetter: false, DType.Float64)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue.ToFloat32(), yPred);
        // Squares may be larger than float32 holds, although their root is not.
        return (predictions - targets).Cast(DType.Float64).Square();
    }

    private protected override Tensor Finished(Tensor mean) => mean.Sqrt().ToFloat32();
}
