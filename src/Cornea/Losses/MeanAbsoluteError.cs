namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of |t - p|. Targets and predictions (batch, ..., n) give values (batch, ...). Source:
/// Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("MeanAbsoluteError", "mae")]
public sealed class MeanAbsoluteError(
    Reduction reduction = Reduction.SumOverBatchSize, string name = "mean_absolute_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (t - p).Abs().Mean(-1);
    }
}
