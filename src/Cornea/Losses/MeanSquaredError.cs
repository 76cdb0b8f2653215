namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of (t - p)². Targets and predictions (batch, ..., n) give values (batch, ...). Source:
/// Keras <c>losses/losses.py</c>.
/// </summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return (t - p).Square().Mean(-1);
    }
}
