namespace Cornea.Constraints;

/// <summary>
/// Weights into each unit with a Euclidean norm between two bounds: w * (rate * clip(norm, min, max) + (1 - rate) * norm) /
/// (norm + 1e-7). Keras: <c>constraints/constraints.py</c>.
/// </summary>
/// <param name="MinValue">The smallest norm.</param>
/// <param name="MaxValue">The largest norm.</param>
/// <param name="Rate">1 enforces the bounds at once; below 1 the norm moves towards them by this share at each step.</param>
/// <param name="Axis">The axes over which each norm is taken; the first where null.</param>
public sealed record MinMaxNorm(double MinValue = 0, double MaxValue = 1, double Rate = 1, IReadOnlyList<int>? Axis = null)
    : AxisConstraint(Axis)
{
    /// <summary>The weights, rescaled where their norm is outside the bounds.</summary>
    /// <param name="weight">Any shape that has the axes.</param>
    public override Tensor Project(Tensor weight)
    {
        var norms = Norms(weight);
        return Rescale(weight, norms.Clip(MinValue, MaxValue) * Rate + norms * (1 - Rate), norms);
    }
}
