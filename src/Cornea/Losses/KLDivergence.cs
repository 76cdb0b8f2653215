namespace Cornea.Losses;

/// <summary>
/// The Kullback-Leibler divergence: the sum over the last axis of t log(t / p), both limited to 1e-7 to 1. Targets and
/// predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("KLDivergence", "kld")]
public sealed class KLDivergence(Reduction reduction = Reduction.SumOverBatchSize, string name = "kl_divergence") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        t = t.Clip(Epsilon, 1);
        return (t * (t / p.Clip(Epsilon, 1)).Log()).Sum(-1);
    }
}
