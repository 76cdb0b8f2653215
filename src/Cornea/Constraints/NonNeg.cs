namespace Cornea.Constraints;

/// <summary>Weights not below 0: max(w, 0), element by element. Keras: <c>constraints/constraints.py</c>.</summary>
public sealed record NonNeg : Constraint
{
    /// <summary>Negative weights become 0.</summary>
    /// <param name="weight">Any shape.</param>
    public override Tensor Project(Tensor weight) => Tensor.Maximum(weight, 0);
}
