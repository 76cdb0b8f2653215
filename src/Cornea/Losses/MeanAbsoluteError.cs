namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of |t - p|. Targets and predictions (batch, ..., n) give values (batch, ...). Source:
/// Keras <c>losses/losses.py</c>.
/// </summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (t - p).Abs().Mean(-1);
    }
}
