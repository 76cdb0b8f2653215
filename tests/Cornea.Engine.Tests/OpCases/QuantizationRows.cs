namespace Cornea.Tests.OpCases;

/// <summary>Products of int8, whose sums are exact, and the steps around them. Scales are powers of two, so that float32 rounds nothing
/// but what is rounded on purpose.</summary>
internal static class QuantizationRows
{
    public static IEnumerable<OpCase> Rows =>
    [
        Case("MatMul of bytes", x => Tensor.MatMul(x[0], x[1]), n => [n, 37], [37, 19]),
        Case("MatMul of bytes with a long inner axis", x => Tensor.MatMul(x[0], x[1]), n => [3, n], n => [n, 33]),
        Case("MatMul of a batch of bytes", x => Tensor.MatMul(x[0], x[1]), n => [2, Math.Min(n, 40), 8], n => [2, 8, 5]),
        Case("MatMul of transposed bytes", x => Tensor.MatMul(x[0].Transpose(), x[1].Transpose()), n => [12, n], n => [17, 12]),
        Case("MatMul of bytes, rounded to bytes", x => Rounded(Tensor.MatMul(x[0], x[1])), n => [n, 36], [36, 20]),
        Case("MatMul of bytes that are not negative", x => Tensor.MatMul(Tensor.Maximum(x[0], 0).Cast(DType.Int8), x[1]),
            n => [n, 40], [40, 16]),
        Case("MatMul of bytes, stored twice", Twice, n => [n, 12], [12, 12]),
        Case("Convolution of bytes", x => Tensor.Convolution(x[0], x[1], padding: Padding.Same), n => [2, Side(n), 5, 6], [3, 3, 6, 18]),
        Case("Convolution of bytes, strided", x => Tensor.Convolution(x[0], x[1], [2, 1], Padding.Same), n => [1, Side(n) + 3, 7, 3],
            [3, 2, 3, 5]),
        Case("Convolution of bytes, dilated", x => Tensor.Convolution(x[0], x[1], dilation: [2]), n => [2, n + 4, 5], [3, 5, 4]),
        Case("Convolution of bytes in groups", x => Tensor.Convolution(x[0], x[1], groups: 2), n => [2, Side(n) + 2, 4, 8], [3, 3, 4, 6]),
        Case("Convolution of bytes, depthwise", x => Tensor.Convolution(x[0], x[1], padding: Padding.Same, groups: 37),
            n => [2, Side(n), 4, 37], [3, 3, 1, 37]),
        Case("Convolution of bytes, depthwise, strided, rounded to bytes",
            x => Rounded(Tensor.Convolution(x[0], x[1], [2, 1], Padding.Same, groups: 18)), n => [2, Side(n) + 2, 5, 18], [5, 2, 1, 18]),
        Case("Convolution of bytes, depthwise, dilated", x => Tensor.Convolution(x[0], x[1], dilation: [2], groups: 16),
            n => [1, n + 4, 16], [3, 1, 16]),
        Case("Convolution of bytes, depthwise, of wide lines", x => Tensor.Convolution(x[0], x[1], [2, 3], Padding.Same, groups: 50),
            n => [1, 3, n + 2, 50], [3, 5, 1, 50]),
        Case("Convolution of bytes, depthwise, without the least weight",
            x => Tensor.Convolution(x[0], Tensor.Maximum(x[1], -127).Cast(DType.Int8), groups: 50), n => [2, 4, Side(n) + 4, 50],
            [3, 3, 1, 50]),
        Case("Convolution of bytes of few channels, rounded to bytes",
            x => Rounded(Tensor.Convolution(x[0], x[1], [2], Padding.Same)), n => [2, Side(n) + 3, 7, 3], [5, 3, 3, 9]),
        Case("Convolution of bytes of few channels, stored twice", FewChannels, n => [2, Side(n) + 2, 5, 1], [3, 3, 1, 6]),
        Case("Convolution of bytes, pointwise, rounded to bytes", x => Rounded(Tensor.Convolution(x[0], x[1])), n => [2, Side(n), 4, 8],
            [1, 1, 8, 21]),
        new OpCase("Through bytes and back", x => Tensor.Minimum(Tensor.Maximum(x[0], -127), 127).Cast(DType.Int8).Cast(DType.Float32) / 8,
            OpInput.Of(n => [n], -300, 300))
        {
            DTypes = [DType.Float32], Differentiable = false,
        },
        new OpCase("Rounding to bytes", x => Bytes(x[0]), OpInput.Of(n => [n], -300, 300))
        {
            DTypes = [DType.Float32], Differentiable = false,
        },
    ];

    private static OpCase Case(string name, Func<Tensor[], Tensor> function, Func<int, Shape> x, Shape y) =>
        Case(name, function, x, _ => y);

    private static OpCase Case(string name, Func<Tensor[], Tensor> function, Func<int, Shape> x, Func<int, Shape> y) =>
        new(name, function, OpInput.Of(x, -128, 127), OpInput.Of(y, -128, 127)) { DTypes = [DType.Int8], Differentiable = false };

    private static int Side(int n) => Math.Clamp(n / 4, 1, 30);

    private static Tensor Bytes(Tensor x) => Tensor.Minimum(Tensor.Maximum(x.Round(), -127), 127).Cast(DType.Int8);

    private static Tensor Rounded(Tensor sums) => Bytes(sums.Cast(DType.Float32) * (1.0 / 4096)).Cast(DType.Int8);

    // Sums are read as int32 and as float32.
    private static Tensor FewChannels(Tensor[] x)
    {
        var sums = Tensor.Convolution(x[0], x[1], padding: Padding.Same);
        return sums.Cast(DType.Float32) / 2 + (sums + 1).Cast(DType.Float32);
    }

    // What is rounded is read as it is, too.
    private static Tensor Twice(Tensor[] x)
    {
        var y = (Tensor.MatMul(x[0], x[1]).Cast(DType.Float32) * (1.0 / 1024)).Relu();
        return Tensor.MatMul(Bytes(y * 0.5), x[1]).Cast(DType.Float32) + y;
    }
}
