using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

/// <summary>
/// Matrix products over the last two axes; the axes before them are a batch and equal in both inputs.
/// <c>TransposeA</c> and <c>TransposeB</c> swap an input's last two axes while it is read. The product of two of int8 is int32.
/// </summary>
internal sealed record MatMul(bool TransposeA, bool TransposeB) : Op
{
    /// <summary>Whether operands of 16 bits are read as float32, which the result is then: what a device's pass makes of a product of
    /// their casts.</summary>
    public bool Widens { get; init; }

    public override string Attributes => $"{(TransposeA ? "At" : "A")}{(TransposeB ? "Bt" : "B")}{(Widens ? " of 16 bits" : "")}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (Widens)
            return (this with { Widens = false }).Infer(Widened(inputs));
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        if (inputs[0].DType != inputs[1].DType || inputs[0].DType == DType.Bool || a.Rank < 2 || a.Rank != b.Rank || a[..^2] != b[..^2])
        {
            throw new ShapeException(
                $"MatMul expects two tensors of numbers with equal batch axes, but received {inputs[0]} and {inputs[1]}.");
        }
        var (m, inner) = TransposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
        var (innerOfB, n) = TransposeB ? (b[^1], b[^2]) : (b[^2], b[^1]);
        if (inner != innerOfB)
        {
            throw new ShapeException(
                $"MatMul cannot multiply {a} by {b}: the inner lengths {inner} and {innerOfB} differ. Transpose or reshape one of them.");
        }
        return new TensorType(new Shape([.. a[..^2], m, n]), inputs[0].DType.OfProduct());
    }

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        if (node.DType != node.Inputs[0].DType)
        {
            return [null, null];
        }
        var (a, b, g) = (node.Inputs[0], node.Inputs[1], outputGradient);
        var forA = TransposeA ? Product(b, g, TransposeB, true) : Product(g, b, false, !TransposeB);
        var forB = TransposeB ? Product(g, a, true, TransposeA) : Product(a, g, !TransposeA, false);
        return [forA, forB];
    }

    /// <summary>The types of operands that are widened when they are read.</summary>
    public static TensorType[] Widened(ReadOnlySpan<TensorType> inputs)
    {
        var types = inputs.ToArray();
        for (var i = 0; i < types.Length; i++)
            types[i] = types[i].DType.IsShortFloat() ? types[i] with { DType = DType.Float32 } : types[i];
        return types;
    }

    private static Tensor Product(Tensor a, Tensor b, bool transposeA, bool transposeB) => new(new MatMul(transposeA, transposeB), [a, b]);
}
