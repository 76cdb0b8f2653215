namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of p - t log(p + 1e-7): the negative log-likelihood of counts t with the rate p, but for a
/// constant. Targets and predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
public sealed class Poisson : Loss
{
    /// <inheritdoc/>
    public override string Name => "poisson";

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (p - (t * (p + Epsilon).Log())).Mean(-1);
    }
}
