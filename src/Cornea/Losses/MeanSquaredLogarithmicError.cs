namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of (log(1 + t) - log(1 + p))², with t and p not below 1e-7. Targets and predictions
/// (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("MeanSquaredLogarithmicError", "msle")]
public sealed class MeanSquaredLogarithmicError(
    Reduction reduction = Reduction.SumOverBatchSize, string name = "mean_squared_logarithmic_error")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return ((Tensor.Maximum(p, Epsilon) + 1).Log() - (Tensor.Maximum(t, Epsilon) + 1).Log()).Square().Mean(-1);
    }
}
