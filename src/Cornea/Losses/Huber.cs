namespace Cornea.Losses;

/// <summary>
/// The mean over the last axis of d² / 2 where |d| is at most delta, else delta (|d| - delta / 2), with d = p - t.
/// Targets and predictions (batch, ..., n) give values (batch, ...). Source: Huber, "Robust estimation of a location
/// parameter", 1964; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="delta">Where the parabola becomes a line.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("Huber", "huber_loss")]
public sealed class Huber(
    double delta = 1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "huber_loss")
    : Loss(name, reduction)
{
    /// <summary>Where the parabola becomes a line.</summary>
    [OmitDefault]
    public double Delta { get; } = delta;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        var d = (p - t).Abs();
        return Tensor.Where(d <= Delta, d.Square() * 0.5, (d * Delta) - (0.5 * Delta * Delta)).Mean(-1);
    }
}
