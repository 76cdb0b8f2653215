namespace Cornea.Losses;

/// <summary>
/// Minus the sum over the classes of alpha (1 - p)^gamma t log(p), with p divided by its sum and limited to 1e-7 to 1 -
/// 1e-7: easy examples count less. Targets and predictions (batch, ..., classes) give values (batch, ...). Source: Lin,
/// Goyal, Girshick, He, Dollár, "Focal loss for dense object detection", 2017; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="alpha">The weight of every class, or of each; 0.25 when not given.</param>
/// <param name="gamma">How much easy examples are discounted; 0 for not at all.</param>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="labelSmoothing">From 0 to 1: targets become t (1 - s) + s / classes.</param>
/// <param name="axis">The axis of the classes; negative ones count from the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CategoricalFocalCrossentropy(
    PerClass alpha = default, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0, int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "categorical_focal_crossentropy")
    : Loss(name, reduction)
{
    /// <summary>The weight of every class, or of each.</summary>
    public PerClass Alpha { get; } = alpha.Count == 0 ? 0.25 : alpha;

    /// <summary>How much easy examples are discounted; 0 for not at all.</summary>
    public double Gamma { get; } = gamma;

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
        t = CategoricalCrossentropy.Smooth(t, LabelSmoothing);
        var logits = FromLogits ? p : p.Shape.Axis(Axis) == p.Rank - 1 ? p.SoftmaxInput : null;
        if (logits is null)
            p = CategoricalCrossentropy.Shares(p, Axis).Clip(Epsilon, 1 - Epsilon);
        var logarithm = logits is null ? p.Log() : logits.LogSoftmax(Axis);
        // 1 - p: of logits as -(e^log p - 1), which does not round to 0 before p is 1.
        var wrong = logits is null ? 1 - p : -logarithm.Expm1();
        var weights = BinaryFocalCrossentropy.FlatAtZero(wrong, Gamma) * (Alpha.Count == 1 ? Alpha[0] : ForClasses(p));
        return -(weights * t * logarithm).Sum(Axis);
    }

    private Operand ForClasses(Tensor p)
    {
        if (p.Shape[-1] != Alpha.Count)
        {
            throw new ShapeException(
                $"{nameof(CategoricalFocalCrossentropy)} has {Alpha.Count} alphas, but received predictions of shape " +
                $"{p.Shape}. " +
                "Give one per class.");
        }
        return Tensor.From([.. Alpha]).Cast(p.DType);
    }
}
