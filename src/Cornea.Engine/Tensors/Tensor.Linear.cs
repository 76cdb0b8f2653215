using Cornea.Graph;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>
    /// Matrix product by NumPy's rules: the last two axes are matrices, the axes before them broadcast, and a tensor of one
    /// axis is a row on the left or a column on the right.
    /// </summary>
    /// <param name="a">(..., m, k) or (k).</param>
    /// <param name="b">(..., k, n) or (k).</param>
    /// <exception cref="ShapeException">The inner lengths differ.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        var dtype = DTypes.Promote(a.DType, b.DType);
        var (x, y) = (a.Cast(dtype), b.Cast(dtype));
        if (x.Rank == 0 || y.Rank == 0)
            throw new ShapeException($"MatMul expects at least one axis on both sides, but received {a.Shape} and {b.Shape}. Multiply with * instead.");
        if (x.Rank == 1 || y.Rank == 1)
        {
            var product = MatMul(x.Rank == 1 ? x.ExpandDims(0) : x, y.Rank == 1 ? y.ExpandDims(1) : y);
            if (y.Rank == 1)
                product = product.Squeeze(-1);
            return x.Rank == 1 ? product.Squeeze(y.Rank == 1 ? -1 : -2) : product;
        }
        if (y.Rank == 2 && x.Rank > 2)
        {
            // One matrix for all of the batch: a single product with the batch as more rows.
            return MatMul(x.Reshape(-1, x.Shape[^1]), y).Reshape(new Shape([.. x.Shape[..^1], y.Shape[^1]]));
        }
        var batch = Shape.Broadcast(x.Shape[..^2], y.Shape[..^2]);
        return new Tensor(
            new MatMul(false, false),
            [x.BroadcastTo(new Shape([.. batch, .. x.Shape[^2..]])), y.BroadcastTo(new Shape([.. batch, .. y.Shape[^2..]]))]);
    }
}
