namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of (t - p)². Targets and predictions (batch, ..., n) give values (batch, ...). Source:
/// Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("MeanSquaredError", "mse")]
public sealed class MeanSquaredError(
    Reduction reduction = Reduction.SumOverBatchSize, string name = "mean_squared_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (t - p).Square().Mean(-1);
    }
}
