namespace Cornea.Losses;

/// <summary>
/// The Kullback-Leibler divergence: the sum over the last axis of t log(t / p), both limited to 1e-7 to 1. Targets and
/// predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
public sealed class KLDivergence : Loss
{
    /// <inheritdoc/>
    public override string Name => "kl_divergence";

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        t = t.Clip(Epsilon, 1);
        return (t * (t / p.Clip(Epsilon, 1)).Log()).Sum(-1);
    }
}
