namespace Cornea.Metrics;

/// <summary>The mean correlation of targets and predictions of each sample. Keras: <c>keras.metrics.PearsonCorrelation</c>.</summary>
/// <remarks>mean(t p), where t and p have mean 0 and standard deviation 1 along the axis (1e-7 is added to the deviation).</remarks>
/// <param name="name">Its name in logs.</param>
/// <param name="axis">The axis along which to correlate.</param>
public sealed class PearsonCorrelation(string name = "pearson_correlation", int axis = -1) : MeanMetric(name, higherIsBetter: true)
{
    /// <summary>The axis along which to correlate.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue.Cast(yPred.DType), yPred);
        return (Standardized(targets) * Standardized(predictions)).Mean(Axis);
    }

    private Tensor Standardized(Tensor x)
    {
        var centered = x - x.Mean(Axis, keepDims: true);
        return centered / (centered.StandardDeviation([Axis], keepDims: true) + 1e-7);
    }
}
