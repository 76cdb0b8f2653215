namespace Cornea.Losses;

/// <summary>
/// The mean over an axis of (1 - q)^gamma times the binary crossentropy, where q = t p + (1 - t) (1 - p) is the
/// probability of the right answer: easy examples count less. Targets and predictions (batch, ..., n) give values (batch,
/// ...). Source: Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection", 2017; Keras
/// <c>losses/losses.py</c>.
/// </summary>
/// <param name="applyClassBalancing">Whether to weight class 1 by alpha and class 0 by 1 - alpha.</param>
/// <param name="alpha">The weight of class 1.</param>
/// <param name="gamma">How much easy examples are discounted; 0 for not at all.</param>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="labelSmoothing">From 0 to 1: targets become t (1 - s) + s / 2.</param>
/// <param name="axis">The axis of the mean.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class BinaryFocalCrossentropy(
    bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2,
    bool fromLogits = false, double labelSmoothing = 0, int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "binary_focal_crossentropy")
    : Loss(name, reduction)
{
    /// <summary>Whether to weight class 1 by alpha and class 0 by 1 - alpha.</summary>
    public bool ApplyClassBalancing { get; } = applyClassBalancing;

    /// <summary>The weight of class 1.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>How much easy examples are discounted; 0 for not at all.</summary>
    public double Gamma { get; } = gamma;

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
        t = BinaryCrossentropy.Smooth(t, LabelSmoothing);
        var logits = FromLogits ? p : p.SigmoidInput;
        // How wrong the prediction is, p where 0 is right and 1 - p where 1 is: of logits without taking 1 - (1 - p), which rounds to 0.
        var wrong = logits is null
            ? 1 - ((t * p) + ((1 - t) * (1 - p)))
            : (t * (-logits).Sigmoid()) + ((1 - t) * logits.Sigmoid());
        var focal = FlatAtZero(wrong, Gamma) * BinaryCrossentropy.Elements(t, logits ?? p, fromLogits: logits is not null);
        return (ApplyClassBalancing ? ((t * Alpha) + ((1 - t) * (1 - Alpha))) * focal : focal).Mean(Axis);
    }

    // A power of probabilities. The slope of an exponent below 1 is infinite at 0, where probabilities are saturated: no gradient.
    internal static Tensor FlatAtZero(Tensor probabilities, double exponent)
    {
        if (exponent >= 1)
            return probabilities.Power(exponent);
        var none = probabilities.EqualTo(0);
        return Tensor.Where(none, exponent == 0 ? 1 : 0, Tensor.Where(none, 1, probabilities).Power(exponent));
    }
}
