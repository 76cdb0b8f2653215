namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of max(1 - t p, 0)²; targets are -1 or 1, or 0 or 1 (then they become -1 or 1). Targets
/// and predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class SquaredHinge(Reduction reduction = Reduction.SumOverBatchSize, string name = "squared_hinge") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        t = Hinge.Signs(t);
        return Tensor.Maximum(1 - (t * p), 0).Square().Mean(-1);
    }
}
