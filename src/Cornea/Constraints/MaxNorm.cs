namespace Cornea.Constraints;

/// <summary>
/// Weights into each unit with a Euclidean norm of at most <paramref name="MaxValue"/>: w * min(norm, max) / (norm + 1e-7).
/// Source: Srivastava et al., "Dropout", JMLR 2014; Keras: <c>constraints/constraints.py</c>.
/// </summary>
/// <param name="MaxValue">The largest norm.</param>
/// <param name="Axis">The axes over which each norm is taken; the first where null.</param>
public sealed record MaxNorm(double MaxValue = 2, IReadOnlyList<int>? Axis = null) : AxisConstraint(Axis)
{
    /// <summary>The weights, shortened where their norm is above the limit.</summary>
    /// <param name="weight">Any shape that has the axes.</param>
    public override Tensor Project(Tensor weight)
    {
        var norms = Norms(weight);
        return Rescale(weight, norms.Clip(0, MaxValue), norms);
    }
}
