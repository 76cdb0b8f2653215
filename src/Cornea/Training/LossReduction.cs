namespace Cornea.Training;

/// <summary>How the values of a loss, weights of samples and a mask become one number (Keras, <c>losses/loss.py</c>).</summary>
internal static class LossReduction
{
    public static Tensor Reduce(Loss loss, Tensor yTrue, Tensor yPred, Tensor? sampleWeight, Tensor? mask)
    {
        var values = loss.Values(yTrue, yPred);
        var weight = WithMask(sampleWeight, mask, loss.Reduction);
        if (weight is not null)
        {
            (values, weight) = SameRank(values, weight.Cast(values.DType));
            values *= weight;
        }
        return loss.Reduction switch
        {
            Reduction.Sum => values.Sum(),
            Reduction.MeanWithSampleWeight when weight is not null => values.Sum() / weight.BroadcastTo(values.Shape).Sum(),
            Reduction.None => values.Size == 1 ? values.Reshape(Shape.Scalar) : values.Sum(),
            _ => values.Mean(),
        };
    }

    // Steps that do not count weigh 0; the others so much more that the mean is that over the steps that count.
    private static Tensor? WithMask(Tensor? sampleWeight, Tensor? mask, Reduction reduction)
    {
        if (mask is null)
            return sampleWeight;
        var kept = mask.ToFloat32();
        if (reduction == Reduction.SumOverBatchSize)
            kept *= kept.Size / (kept.Sum() + 1e-7);
        if (sampleWeight is null)
            return kept;
        var (a, b) = SameRank(kept, sampleWeight);
        return a * b;
    }

    public static (Tensor A, Tensor B) SameRank(Tensor a, Tensor b)
    {
        if (a.Rank == b.Rank + 1 && a.Shape[^1] == 1)
            return b.Rank == 1 ? (a, b.ExpandDims(-1)) : (a.Squeeze(-1), b);
        if (b.Rank == a.Rank + 1 && b.Shape[^1] == 1)
            return a.Rank == 1 ? (a.ExpandDims(-1), b) : (a, b.Squeeze(-1));
        return (a, b);
    }
}
