namespace Cornea.Losses;

/// <summary>
/// The mean over an axis of -t log(p) - (1 - t) log(1 - p), with p limited to 1e-7 to 1 - 1e-7; from logits x without
/// limits: softplus(x) - t x. Where the predictions are a sigmoid, its logits are taken (as Keras does on TensorFlow). Targets and
/// predictions (batch, ..., n) give values (batch, ...). Source: Keras
/// <c>losses/losses.py</c>.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="labelSmoothing">From 0 to 1: targets become t (1 - s) + s / 2.</param>
/// <param name="axis">The axis of the mean.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
[ConfigName("BinaryCrossentropy", "bce")]
public sealed class BinaryCrossentropy(
    bool fromLogits = false, double labelSmoothing = 0, int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "binary_crossentropy")
    : Loss(name, reduction)
{
    /// <summary>Whether predictions are logits (any number) and not probabilities.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>From 0 to 1: targets become t (1 - s) + s / 2.</summary>
    public double LabelSmoothing { get; } = labelSmoothing;

    /// <summary>The axis of the mean.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred, exactly: true);
        var logits = FromLogits ? p : p.SigmoidInput;
        return Elements(Smooth(t, LabelSmoothing), logits ?? p, logits is not null).Mean(Axis);
    }

    /// <summary>Targets moved towards 0.5.</summary>
    internal static Tensor Smooth(Tensor t, double smoothing) => smoothing == 0 ? t : (t * (1 - smoothing)) + (0.5 * smoothing);

    /// <summary>One crossentropy per element.</summary>
    internal static Tensor Elements(Tensor t, Tensor p, bool fromLogits) => Ops.BinaryCrossentropy(t, p, fromLogits);
}
