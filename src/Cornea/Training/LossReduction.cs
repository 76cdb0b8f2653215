namespace Cornea.Training;

/// <summary>The loss of an output whose steps may be masked (Keras, <c>losses/loss.py</c>).</summary>
internal static class LossReduction
{
    public static Tensor Reduce(Loss loss, Tensor yTrue, Tensor yPred, Tensor? sampleWeight, Tensor? mask)
    {
        var value = loss.Call(yTrue, yPred, WithMask(sampleWeight, loss is CTC ? null : mask, loss.Reduction));
        return value.Size == 1 ? value.Reshape(Shape.Scalar)
            : throw new ShapeException(
                $"{loss.GetType().Name} with reduction {loss.Reduction} gives shape {value.Shape}, but a model is trained on one " +
                "number. Use another reduction.");
    }

    /// <summary>The weights that a metric counts steps with: those of the samples, and 0 for steps that are masked.</summary>
    public static Tensor? ForMetric(Tensor? sampleWeight, Tensor? mask) => WithMask(sampleWeight, mask, Reduction.Sum);

    // Steps that do not count weigh 0; the others so much more that the mean is that over the steps that count.
    private static Tensor? WithMask(Tensor? sampleWeight, Tensor? mask, Reduction reduction)
    {
        if (mask is null)
            return sampleWeight;
        var kept = mask.ToFloat32();
        if (reduction is Reduction.SumOverBatchSize or Reduction.Mean)
            kept *= kept.Size / (kept.Sum() + 1e-7);
        if (sampleWeight is null)
            return kept;
        // Either may lack the other's last axes, or have one more of length 1.
        (kept, sampleWeight) = Alignment.ByBatch(kept, sampleWeight);
        (sampleWeight, kept) = Alignment.ByBatch(sampleWeight, kept);
        return sampleWeight * kept;
    }
}
