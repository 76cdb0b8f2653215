using System.Collections.Immutable;

namespace Cornea.Losses;

/// <summary>
/// Minus the sum over the classes of alpha (1 - p)^gamma t log(p), with p divided by its sum and limited to 1e-7 to 1 -
/// 1e-7: easy examples count less. Targets and predictions (batch, ..., classes) give values (batch, ...). Source: Lin,
/// Goyal, Girshick, He, Dollár, "Focal loss for dense object detection", 2017; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="alpha">The weight of every class.</param>
/// <param name="gamma">How much easy examples are discounted; 0 for not at all.</param>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="labelSmoothing">From 0 to 1: targets become t (1 - s) + s / classes.</param>
/// <param name="axis">The axis of the classes; negative ones count from the last.</param>
public sealed class CategoricalFocalCrossentropy(
    double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0, int axis = -1) : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical_focal_crossentropy";

    /// <summary>The weight of every class.</summary>
    public double Alpha { get; } = alpha;

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
        if (FromLogits)
            p = p.Softmax(Axis);
        p = (p / p.Sum(Axis, keepDims: true)).Clip(Epsilon, 1 - Epsilon);
        var weights = (1 - p).Power(Gamma) * (ClassAlphas.IsDefaultOrEmpty ? Alpha : PerClass(p));
        return -(weights * t * p.Log()).Sum(Axis);
    }

    /// <summary>A weight per class in place of the one for all; Keras's argument <c>alpha</c> as a list.</summary>
    public ImmutableArray<double> ClassAlphas { get; init; } = [];

    private Operand PerClass(Tensor p)
    {
        if (p.Shape[-1] != ClassAlphas.Length)
            throw new ShapeException(
                $"{nameof(CategoricalFocalCrossentropy)} has {ClassAlphas.Length} class alphas, but received predictions of shape " +
                $"{p.Shape}. " +
                "Give one per class.");
        return Tensor.From(ClassAlphas.AsSpan()).Cast(p.DType);
    }
}
