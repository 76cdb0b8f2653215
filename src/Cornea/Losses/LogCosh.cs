namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of log(cosh(p - t)), computed as d + softplus(-2 d) - log 2: near 0 like d² / 2, far away
/// like |d|. Targets and predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("LogCosh", "logcosh")]
public sealed class LogCosh(Reduction reduction = Reduction.SumOverBatchSize, string name = "log_cosh") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        // log((e^d + e^-d) / 2) of the distance, so that e^-2d does not overflow.
        var d = (p - t).Abs();
        return (d + (d * -2).Exp().Log1p() - Math.Log(2)).Mean(-1);
    }
}
