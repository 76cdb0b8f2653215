using System.Collections.Immutable;

namespace Cornea.Graph;

/// <summary>
/// What a node computes: attributes only. Two nodes with equal ops and the same inputs compute the same, which is all
/// that common-subexpression elimination needs. An op's shape rule and gradient rule stand beside it.
/// </summary>
internal abstract record Op
{
    /// <summary>The name in the printed graph.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The type of the result, or a <see cref="ShapeException"/> that says why there is none.</summary>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>
    /// The gradient for each input, given the gradient of the result; null where there is none. Written with tensor
    /// operators, so it can be differentiated again.
    /// </summary>
    public virtual ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient) =>
        ImmutableArray.CreateRange(node.Inputs, Tensor? (_) => null);

    /// <summary>The attributes in the printed graph, such as <c>axes=[0]</c>; empty when there are none.</summary>
    public virtual string Attributes => "";
}
