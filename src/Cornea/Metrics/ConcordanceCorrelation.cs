namespace Cornea.Metrics;

/// <summary>The mean agreement of targets and predictions of each sample. Keras: <c>keras.metrics.ConcordanceCorrelation</c>.</summary>
/// <remarks>mean(2 (t - mean(p)) (p - mean(p)) / (var(t) + var(p) + (mean(t) - mean(p))² + 1e-7)), as Keras computes it.</remarks>
/// <param name="name">Its name in logs.</param>
/// <param name="axis">The axis along which to compare.</param>
public sealed class ConcordanceCorrelation(string name = "concordance_correlation", int axis = -1) : MeanMetric(name, higherIsBetter: true)
{
    /// <summary>The axis along which to compare.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Alignment.SameRank(yTrue.Cast(yPred.DType), yPred);
        // Squares of large numbers do not overflow; a power of two changes no bit.
        var isLarge = Tensor.Maximum(t.Abs().Max([Axis], keepDims: true), p.Abs().Max([Axis], keepDims: true)) > 1e15;
        var unit = Tensor.Where(isLarge, Math.ScaleB(1, -64), 1.0).Cast(p.DType);
        (t, p) = (t * unit, p * unit);
        var (meanT, meanP) = (t.Mean(Axis, keepDims: true), p.Mean(Axis, keepDims: true));
        var norm = t.Variance([Axis], keepDims: true) + p.Variance([Axis], keepDims: true) + (meanT - meanP).Square();
        return (2 * (t - meanP) * (p - meanP) / (norm + 1e-7)).Mean(Axis);
    }
}
