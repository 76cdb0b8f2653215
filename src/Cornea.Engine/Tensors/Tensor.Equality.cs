using System.Runtime.CompilerServices;

namespace Cornea;

public sealed partial class Tensor
{
    private const string EqualityAdvice = "== and != ask whether two tensors are the same object. Write a.EqualTo(b) or a.NotEqualTo(b) to "
        + "compare elements, 'a is null' to compare with null, and ReferenceEquals(a, b) where the same object is meant.";

    /// <summary>
    /// Whether both are the same object. Other operators work element by element and this one does not, so using it is a compiler
    /// warning, CORNEA010: write <see cref="EqualTo"/>, <c>a is null</c> or <c>ReferenceEquals(a, b)</c>.
    /// </summary>
    /// <param name="a">A tensor, or null.</param>
    /// <param name="b">A tensor, or null.</param>
    [Obsolete(EqualityAdvice, DiagnosticId = "CORNEA010")]
    public static bool operator ==(Tensor? a, Tensor? b) => ReferenceEquals(a, b);

    /// <summary>
    /// Whether they are two objects. Other operators work element by element and this one does not, so using it is a compiler
    /// warning, CORNEA010: write <see cref="NotEqualTo"/>, <c>a is not null</c> or <c>!ReferenceEquals(a, b)</c>.
    /// </summary>
    /// <param name="a">A tensor, or null.</param>
    /// <param name="b">A tensor, or null.</param>
    [Obsolete(EqualityAdvice, DiagnosticId = "CORNEA010")]
    public static bool operator !=(Tensor? a, Tensor? b) => !ReferenceEquals(a, b);

    /// <summary>
    /// Whether <paramref name="obj"/> is this object: tensors are nodes of a graph, so dictionaries and sets tell them apart.
    /// </summary>
    /// <param name="obj">Any object, or null.</param>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>A number that belongs to the object, whatever its elements.</summary>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
