namespace Cornea.Losses;

/// <summary>
/// (1 - p^q) / q, where p is the probability of the right class, given as a whole number from 0: between crossentropy (q
/// near 0) and the mean absolute error (q near 1), robust to wrong labels. Targets (batch) or (batch, 1) and predictions
/// (batch, classes) give values (batch). Source: Zhang, Sabuncu, "Generalized cross entropy loss for training deep neural
/// networks with noisy labels", 2018; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="q">Between 0 and 1.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CategoricalGeneralizedCrossEntropy(
    double q = 0.5,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "categorical_generalized_cross_entropy")
    : Loss(name, reduction)
{
    /// <summary>Between 0 and 1.</summary>
    public double Q { get; } = q;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var t = Alignment.Classes(this, yTrue, yPred).Cast(DType.Int32);
        var right = t.ExpandDims(-1).EqualTo(Tensor.Arange(yPred.Shape[^1]));
        // Of logits, p^q is e^(q log p): its gradient stays finite where p is too small for its type.
        var power = yPred.SoftmaxInput is { } logits
            ? (Tensor.Where(right, logits.LogSoftmax(), 0).Sum(-1) * Q).Exp()
            : BinaryFocalCrossentropy.FlatAtZero(Tensor.Where(right, yPred, 0).Sum(-1), Q);
        return (1 - power) / Q;
    }
}
