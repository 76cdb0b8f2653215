namespace Cornea.Constraints;

/// <summary>Weights into each unit with Euclidean norm 1: w / (norm + 1e-7). Keras: <c>constraints/constraints.py</c>.</summary>
/// <param name="Axis">The axes over which each norm is taken; the first where null.</param>
public sealed record UnitNorm(IReadOnlyList<int>? Axis = null) : AxisConstraint(Axis)
{
    /// <summary>The weights divided by their norms.</summary>
    /// <param name="weight">Any shape that has the axes.</param>
    public override Tensor Project(Tensor weight) => Rescale(weight, 1, Norms(weight));
}
