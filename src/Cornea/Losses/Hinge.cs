namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of max(1 - t p, 0); targets are -1 or 1, or 0 or 1 (then they become -1 or 1). Targets and
/// predictions (batch, ..., n) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class Hinge(Reduction reduction = Reduction.SumOverBatchSize, string name = "hinge") : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        t = Signs(t);
        return Tensor.Maximum(1 - (t * p), 0).Mean(-1);
    }

    /// <summary>2 t - 1 where all targets are 0 or 1, else the targets.</summary>
    internal static Tensor Signs(Tensor t)
    {
        var binary = (t.EqualTo(0) | t.EqualTo(1)).All();
        return Tensor.Where(binary, (t * 2) - 1, t);
    }
}
