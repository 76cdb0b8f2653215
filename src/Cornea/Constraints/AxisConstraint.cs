namespace Cornea.Constraints;

/// <summary>
/// A constraint on the Euclidean norm of the weights that lead into one unit. The norm is taken over <see cref="Axis"/>:
/// [0] for the kernel of a Dense layer (inputs, units), [0, 1, 2] for a Conv2D kernel (height, width, channels, filters).
/// </summary>
public abstract record AxisConstraint : Constraint
{
    /// <summary>Initializes the constraint.</summary>
    /// <param name="axis">The axes over which each norm is taken; the first where null.</param>
    protected AxisConstraint(IReadOnlyList<int>? axis) => Axis = axis ?? [0];

    /// <summary>The axes over which each norm is taken.</summary>
    [SingleAsNumber]
    public IReadOnlyList<int> Axis { get; init; }

    /// <summary>The norms, the axes kept with length 1.</summary>
    /// <param name="weight">The weight.</param>
    protected Tensor Norms(Tensor weight) => weight.Norm([.. Axis], keepDims: true);

    /// <summary>The weight with its norms changed: w * wanted / (norms + 1e-7), so that a weight of zeros stays zeros.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="wanted">The norms to reach.</param>
    /// <param name="norms">The norms it has.</param>
    protected static Tensor Rescale(Tensor weight, Operand wanted, Tensor norms) => weight * (wanted / (norms + 1e-7));

    /// <inheritdoc/>
    public virtual bool Equals(AxisConstraint? other) => base.Equals(other) && Axis.SequenceEqual(other.Axis);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Axis.Count, Axis.Count > 0 ? Axis[0] : 0);
}
