using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// A factor per filter moves into the constant kernel of a convolution or matrix product, and offsets before it into one behind it:
/// <c>(conv(x, k) - m) s + b = conv(x, k s) + (b - m s)</c>. So a normalization by moving averages costs one addition.
/// </summary>
/// <param name="known">Nodes that follow from variables and constants alone.</param>
/// <param name="shared">Nodes that have more than one user.</param>
internal sealed class ScaledKernel(IReadOnlySet<Tensor> known, IReadOnlySet<Tensor> shared)
{
    /// <summary>The node with its factor or offset in the kernel or in an earlier offset; null where it is something else.</summary>
    /// <param name="op">The node's op.</param>
    /// <param name="inputs">Its inputs.</param>
    public Tensor? Of(Op op, Tensor[] inputs)
    {
        if (op is not Binary { Kind: var kind } || inputs.Length != 2)
            return null;
        return kind switch
        {
            BinaryKind.Multiply => Scaled(inputs[0], inputs[1], kind) ?? Scaled(inputs[1], inputs[0], kind),
            BinaryKind.Divide => Scaled(inputs[0], inputs[1], kind),
            BinaryKind.Add => Shifted(inputs[0], inputs[1], kind) ?? Shifted(inputs[1], inputs[0], kind),
            BinaryKind.Subtract => Shifted(inputs[0], inputs[1], kind),
            _ => null,
        };
    }

    private Tensor? Scaled(Tensor sum, Tensor factor, BinaryKind kind)
    {
        if (shared.Contains(sum) || Parts(sum) is not var (product, offset) || PerFilter(factor, product) is not { } scale)
            return null;
        var kernel = Known(new Tensor(new Binary(kind), [product.Inputs[1], scale.BroadcastTo(product.Inputs[1].Shape)]));
        return Sum(
            new Tensor(product.Op, [product.Inputs[0], kernel]), offset is null ? null : new Tensor(new Binary(kind), [offset, scale]));
    }

    // A second offset joins the first. A single one stays as it is.
    private Tensor? Shifted(Tensor sum, Tensor more, BinaryKind kind) =>
        !shared.Contains(sum) && Parts(sum) is ({ } product, { } offset) && PerFilter(more, product) is { } shift
            ? Sum(product, new Tensor(new Binary(kind), [offset, shift]))
            : null;

    private static Tensor Sum(Tensor product, Tensor? offset) => offset is null ? product
        : new Tensor(new Binary(BinaryKind.Add), [product, Known(offset).BroadcastTo(product.Shape)]);

    private static Tensor Known(Tensor tensor)
    {
        tensor.Evaluate();
        return tensor;
    }

    // A product with a constant kernel, and the offset per filter added to it.
    private (Tensor Product, Tensor? Offset)? Parts(Tensor tensor)
    {
        if (IsProduct(tensor))
            return (tensor, null);
        if (tensor.Op is not Binary { Kind: BinaryKind.Add or BinaryKind.Subtract } binary)
            return null;
        for (var i = 0; i < (binary.Kind == BinaryKind.Add ? 2 : 1); i++)
        {
            if (!shared.Contains(tensor.Inputs[i]) && IsProduct(tensor.Inputs[i])
                && PerFilter(tensor.Inputs[1 - i], tensor.Inputs[i]) is { } offset)
            {
                return (tensor.Inputs[i], binary.Kind == BinaryKind.Add ? offset : new Tensor(new Unary(UnaryKind.Negate), [offset]));
            }
        }
        return null;
    }

    private bool IsProduct(Tensor tensor) => tensor.Known is null && IsKnown(tensor.Inputs.ElementAtOrDefault(1))
        && (tensor.Op is Convolution || (tensor.Op is MatMul { TransposeB: false } && tensor.Inputs[1].Rank == 2));

    // The numbers of a tensor that differ from filter to filter only, as one axis.
    private Tensor? PerFilter(Tensor tensor, Tensor product)
    {
        var source = tensor.Op is Broadcast && tensor.Known is null ? tensor.Inputs[0] : tensor;
        var filters = product.Shape[^1];
        if (!IsKnown(source) || tensor.DType != product.DType)
            return null;
        if (source.Size == 1)
            return source.Reshape(Shape.Scalar).BroadcastTo(new Shape(filters));
        return source.Size == filters && source.Rank > 0 && source.Shape[^1] == filters ? source.Reshape(new Shape(filters)) : null;
    }

    private bool IsKnown(Tensor? tensor) => tensor is not null && (tensor.Known is not null || known.Contains(tensor));
}
