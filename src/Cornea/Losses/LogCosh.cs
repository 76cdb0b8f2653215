namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of log(cosh(p - t)): near 0 like d² / 2, far away like |d|. Targets and predictions (batch, ..., n) give
/// values (batch, ...). Source: Keras <c>losses/losses.py</c>.
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
        var (d, size) = (p - t, (p - t).Abs());
        // log((e^d + e^-d) / 2) of the distance, so that e^-2d does not overflow; near 0, where that rounds to nothing,
        // log(1 + 2 sinh²(d / 2)).
        var far = size + (size * -2).Exp().Log1p() - Math.Log(2);
        var near = ((Tensor.Minimum(size, 1) / 2).Sinh().Square() * 2).Log1p();
        return Gradients.Custom(Tensor.Where(size < 1, near, far), [d], upstream => [upstream * d.Tanh()]).Mean(-1);
    }
}
