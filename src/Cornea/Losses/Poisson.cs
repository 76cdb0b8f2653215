namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of p - t log(p + 1e-7): the negative log-likelihood of counts t with the rate p, but for a
/// constant. Targets and predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class Poisson(Reduction reduction = Reduction.SumOverBatchSize, string name = "poisson") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (p - (t * (p + Epsilon).Log())).Mean(-1);
    }
}
