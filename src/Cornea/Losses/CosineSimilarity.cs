using Cornea.Configuration;

namespace Cornea.Losses;

/// <summary>
/// Minus the cosine of the angle between t and p along an axis: -1 where they point the same way, 1 where opposite. The
/// axis is dropped from the values' shape. Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="axis">The axis of the vectors; negative ones count from the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class CosineSimilarity(
    int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "cosine_similarity")
    : Loss(name, reduction)
{
    /// <summary>The axis of the vectors; negative ones count from the last.</summary>
    [OmitDefault]
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return -(Unit(t) * Unit(p)).Sum(Axis);
    }

    // Norm 1; a vector whose norm is below 1e-7 is divided by 1e-7, so zeros stay zeros with a finite gradient.
    private Tensor Unit(Tensor x) => x * Tensor.Maximum(x.Square().Sum(Axis, keepDims: true), Epsilon * Epsilon).Rsqrt();
}
