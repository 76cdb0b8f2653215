namespace Cornea.Losses;

/// <summary>
/// max(neg - pos + 1, 0), where pos is the sum over the last axis of t p and neg the largest (1 - t) p; targets are 0 or
/// 1. Targets and predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CategoricalHinge(
    Reduction reduction = Reduction.SumOverBatchSize, string name = "categorical_hinge")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        var positive = (t * p).Sum(-1);
        var negative = ((1 - t) * p).Max(-1);
        return Tensor.Maximum(negative - positive + 1, 0);
    }
}
