namespace Cornea.Losses;

/// <summary>
/// Minus the sum over the classes of t log(p). Probabilities are divided by their sum and limited to 1e-7 to 1 - 1e-7 (so
/// a value is at most 16.1); from logits log(p) is the log-softmax, without limits. Where the predictions are a softmax, as
/// a last layer's activation makes them, its logits are taken, so nothing is limited and a gradient never ends at a limit
/// (as Keras does on TensorFlow). Targets are one-hot or soft; for
/// class numbers use <see cref="SparseCategoricalCrossentropy"/>. Targets and predictions (batch, ..., classes) give
/// values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="labelSmoothing">From 0 to 1: targets become t (1 - s) + s / classes.</param>
/// <param name="axis">The axis of the classes; negative ones count from the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CategoricalCrossentropy(
    bool fromLogits = false, double labelSmoothing = 0, int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "categorical_crossentropy")
    : Loss(name, reduction)
{
    /// <summary>Whether predictions are logits (any number) and not probabilities.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>From 0 to 1: targets become t (1 - s) + s / classes.</summary>
    public double LabelSmoothing { get; } = labelSmoothing;

    /// <summary>The axis of the classes; negative ones count from the last.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        Alignment.CheckOneHot(this, yTrue, yPred);
        return -(Smooth(t, LabelSmoothing) * LogProbabilities(p, FromLogits, Axis)).Sum(Axis);
    }

    /// <summary>Targets moved towards the uniform distribution over the last axis.</summary>
    internal static Tensor Smooth(Tensor t, double smoothing) => smoothing == 0 ? t : (t * (1 - smoothing)) + (smoothing / t.Shape[^1]);

    /// <summary>log(p) of probabilities or logits, as Keras limits them.</summary>
    internal static Tensor LogProbabilities(Tensor p, bool fromLogits, int axis) =>
        fromLogits ? p.LogSoftmax(axis)
        : p.SoftmaxInput is { } logits && p.Shape.Axis(axis) == p.Rank - 1 ? logits.LogSoftmax()
        : Shares(p, axis).Clip(Epsilon, 1 - Epsilon).Log();

    // Probabilities that add up to 1. Ones too small to divide by stay near 0, where they are clipped.
    internal static Tensor Shares(Tensor p, int axis) => p / Tensor.Maximum(p.Sum(axis, keepDims: true), 1e-28);
}
