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
    private Tensor Unit(Tensor x)
    {
        var scale = x.SquaringScale([Axis]);
        var scaled = x * scale;
        // Below 1e-7 the scale of the divisor is that of the vector: ε scale may be as large as 1e20, its square is not needed.
        var length = scaled.Square().Sum(Axis, keepDims: true);
        return scaled * Tensor.Where(scale > 1, 1 / (Epsilon * scale), Tensor.Maximum(length, Epsilon * Epsilon * scale * scale).Rsqrt());
    }
}
