namespace Cornea.Losses;

/// <summary>
/// A loss for embeddings of norm 1 with class numbers as targets: softplus(logsumexp(gamma (m + d) (d - m) over the
/// samples of the same class) + logsumexp(gamma (1 + m - d) (1 - m - d) over the others)), where d = max(1 - cosine, 0)
/// and m is the margin. Samples whose value is 0 (alone in their class, or none of another) do not count in the divisor.
/// Predictions (batch, n) and targets (batch) give values (batch). Source: Sun et al., "Circle loss: a unified
/// perspective of pair similarity optimization", 2020; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="gamma">The scale of the similarities.</param>
/// <param name="margin">The margin.</param>
/// <param name="removeDiagonal">Whether a sample is left out of its own class.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class Circle(
    double gamma = 80, double margin = 0.4, bool removeDiagonal = true,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "circle")
    : Loss(name, reduction)
{
    /// <summary>The scale of the similarities.</summary>
    public double Gamma { get; } = gamma;

    /// <summary>The margin.</summary>
    public double Margin { get; } = margin;

    /// <summary>Whether a sample is left out of its own class.</summary>
    public bool RemoveDiagonal { get; } = removeDiagonal;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        if (yPred.Rank != 2 || yTrue.Size != yPred.Shape[0])
        {
            throw new ShapeException(
                $"{nameof(Circle)} expects embeddings (batch, n) and one class number for each, but received {yPred.Shape} and targets " +
                $"{yTrue.Shape}.");
        }
        // All matrices are [batch, batch]: row i compares sample i with every sample.
        var t = yTrue.Cast(DType.Int32).Reshape(-1, 1);
        var same = t.EqualTo(t.Transpose());
        var positive = RemoveDiagonal ? same & !Tensor.Eye(t.Shape[0]).Cast(DType.Bool) : same;
        var negative = !same;
        var both = positive.Any([1]) & negative.Any([1]);
        // Rows that are left out pass no gradient, whatever their distances are.
        var d = Tensor.Where(both.ExpandDims(1), Tensor.Maximum(1 - Tensor.MatMul(yPred, yPred.Transpose()), 0), 0);
        var towards = (d + Margin) * (d - Margin) * Gamma;
        var away = Tensor.Maximum(1 + Margin - d, 0) * (1 - Margin - d) * Gamma;
        var sum = LogSumExp(towards, positive) + LogSumExp(away, negative);
        return Tensor.Where(both, sum.Softplus(), 0);
    }

    /// <inheritdoc/>
    internal override Tensor? Mask(Tensor yTrue, Tensor values) => values.StopGradient() > 0;

    // Over the marked columns of each row; a row without any takes all, and is dropped by the caller: -infinity would make
    // its gradient NaN.
    private static Tensor LogSumExp(Tensor x, Tensor marked) =>
        Tensor.Where(marked | !marked.Any([1], keepDims: true), x, double.NegativeInfinity).LogSumExp([1]);
}
