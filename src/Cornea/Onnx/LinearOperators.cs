namespace Cornea.Onnx;

/// <summary>Products of matrices.</summary>
internal static class LinearOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("MatMul", 1, "", call => Product(call, call[0], call[1])) with { OneType = true },
        OperatorEntry.Of("Gemm", 1, "alpha beta transA transB broadcast", Gemm) with { OneType = true },
        OperatorEntry.Of("Einsum", 12, "equation", call => Tensor.Einsum(call.Text("equation", "").Replace(" ", ""), call.All))
            with { OneType = true },
        OperatorEntry.Of("Det", 11, "", call => Ops.Det(call[0])),
        OperatorEntry.Of("FusedMatMul", 1, "alpha transA transB transBatchA transBatchB", call =>
        {
            // With transposed batches the rows stand before the batch.
            Tensor Rows(int index, string attribute) => call.Int(attribute, 0) == 1 ? call[index].MoveAxis(0, -2) : call[index];
            var (a, b) = (Rows(0, "transBatchA"), Rows(1, "transBatchB"));
            var product = Product(call, call.Int("transA", 0) == 1 ? a.SwapAxes(-1, -2) : a, call.Int("transB", 0) == 1 ? b.SwapAxes(-1, -2)
                : b);
            return call.Float("alpha", 1) is var alpha and not 1 ? product * alpha : product;
        }, "com.microsoft"),
    ];

    /// <summary>The product, with vectors as NumPy's <c>matmul</c> takes them.</summary>
    public static Tensor Product(OperatorCall call, Tensor a, Tensor b)
    {
        if (a.Rank == 0 || b.Rank == 0)
            throw call.Fault("a single number has no product of matrices");
        var (left, right) = (a.Rank == 1 ? a.ExpandDims(0) : a, b.Rank == 1 ? b.ExpandDims(1) : b);
        if (left.Shape[^1] != right.Shape[^2])
            throw call.Fault($"{a.Shape} and {b.Shape} have no product: {left.Shape[^1]} is not {right.Shape[^2]}");
        var product = Tensor.MatMul(left, right);
        if (a.Rank == 1)
            product = product.Squeeze(-2);
        return (b.Rank == 1 ? product.Squeeze(-1) : product).Cast(a.DType);
    }

    /// <summary>The product of two matrices and what is added to it.</summary>
    public static Tensor Gemm(OperatorCall call)
    {
        var (a, b) = (call[0], call[1]);
        if (a.Rank != 2 || b.Rank != 2)
            throw call.Fault($"two matrices are needed, but {a.Shape} and {b.Shape} came");
        var product = Product(call, call.Int("transA", 0) == 1 ? a.Transpose() : a, call.Int("transB", 0) == 1 ? b.Transpose() : b);
        if (call.Float("alpha", 1) is var alpha and not 1)
            product = (product * alpha).Cast(a.DType);
        if (call.Optional(2) is not { } c || call.Float("beta", 1) == 0)
            return product;
        return product + (call.Float("beta", 1) is var beta and not 1 ? (c * beta).Cast(a.DType) : c);
    }
}
