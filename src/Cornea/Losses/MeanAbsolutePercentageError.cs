namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of 100 |t - p| / max(|t|, 1e-7), in percent. Targets and predictions (batch, ..., n) give
/// values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("MeanAbsolutePercentageError", "mape")]
public sealed class MeanAbsolutePercentageError(
    Reduction reduction = Reduction.SumOverBatchSize, string name = "mean_absolute_percentage_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return ((t - p).Abs() / Tensor.Maximum(t.Abs(), Epsilon)).Mean(-1) * 100;
    }
}
