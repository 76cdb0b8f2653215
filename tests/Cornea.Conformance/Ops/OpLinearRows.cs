namespace Cornea.Conformance;

/// <summary>Products, linear algebra, Fourier transforms, signals.</summary>
internal static class OpLinearRows
{
    public static OpRow[] All =>
    [
        new("matmul(x1, x2)", "Tensor.MatMul", a => Tensor.MatMul(a.T("x1"), a.T("x2"))),
        new("dot(x1, x2)", "Tensor.Dot", a => a["x2"] is Tensor ? Tensor.Dot(a.T("x1"), a.T("x2")) : a.T("x1") * a.O("x2")),
        new("inner(x1, x2)", "Ops.Inner", a => a["x2"] is Tensor ? Cornea.Ops.Inner(a.T("x1"), a.T("x2")) : a.T("x1") * a.O("x2")),
        new("vdot(x1, x2)", "Ops.VDot", a => a.Complex("x1") is { } z && a.Complex("x2") is { } w
            ? ComplexTensor.Of(Cornea.Ops.VDot((z.Real, z.Imaginary), (w.Real, w.Imaginary)))
            : Cornea.Ops.VDot(a.T("x1"), a.T("x2"))),
        new("outer(x1, x2)", "Tensor.Outer", a => Tensor.Outer(a.T("x1"), a.T("x2"))),
        new("tensordot(x1, x2, axes)", "Tensor.TensorDot", TensorDot),
        new("einsum(subscripts, *operands)", "Tensor.Einsum", a => Tensor.Einsum(a.S("subscripts"), a.All())),
        new("kron(x1, x2)", "Ops.Kron", a => Cornea.Ops.Kron(a.T("x1"), a.T("x2"))),
        new("cross(x1, x2, axisa, axisb, axisc, axis)", "Ops.Cross", a => Cornea.Ops.Cross(
            a.T("x1"), a.T("x2"), a.I("axisa", -1), a.I("axisb", -1), a.I("axisc", -1), a.IN("axis"))),
        new("trace(x, offset, axis1, axis2)", "Tensor.Trace", a => a.T().Trace(a.I("offset"), a.I("axis1"), a.I("axis2", 1))),
        new("vander(x, N, increasing)", "Ops.Vander", a => Cornea.Ops.Vander(a.T(), a.IN("N"), a.B("increasing"))),
        new("cholesky(x, upper)", "Ops.Cholesky", a => Cornea.Ops.Cholesky(a.T(), a.B("upper"))),
        new("cholesky_inverse(x, upper)", "Ops.CholeskyInverse", a => Cornea.Ops.CholeskyInverse(a.T(), a.B("upper"))),
        new("det(x)", "Ops.Det", a => Cornea.Ops.Det(a.T())),
        new("inv(x)", "Ops.Inv", a => Cornea.Ops.Inv(a.T())),
        new("solve(a, b)", "Ops.Solve", a => Cornea.Ops.Solve(a.T("a"), a.T("b"))),
        new("solve_triangular(a, b, lower)", "Ops.SolveTriangular", a => Cornea.Ops.SolveTriangular(a.T("a"), a.T("b"), a.B("lower"))),
        new("slogdet(x)", "Ops.SlogDet", a => Cornea.Ops.SlogDet(a.T())),
        new("logdet(x)", "Ops.LogDet", a => Cornea.Ops.LogDet(a.T())),
        new("matrix_rank(x, tol)", "Ops.MatrixRank", a => Cornea.Ops.MatrixRank(a.T(), a.DN("tol"))),
        new("lu_factor(x)", "Ops.LuFactor", a => Cornea.Ops.LuFactor(a.T())),
        new("qr(x, mode)", "Ops.Qr", a => Cornea.Ops.Qr(a.T(), a.S("mode", "reduced") == "complete")),
        new("svd(x, full_matrices, compute_uv)", "Ops.Svd, Ops.SingularValues", a => a.B("compute_uv", true)
            ? Cornea.Ops.Svd(a.T(), a.B("full_matrices", true)) : Cornea.Ops.SingularValues(a.T())),
        new("eig(x)", "Ops.Eig", a => Cornea.Ops.Eig(a.T()) is var (values, vectors)
            ? (ComplexTensor.Of(values), ComplexTensor.Of(vectors)) : default),
        new("eigh(x)", "Ops.Eigh", a => Cornea.Ops.Eigh(a.T())),
        new("pinv(x, rcond)", "Ops.PInv", a => Cornea.Ops.PInv(a.T(), a.DN("rcond"))),
        new("lstsq(a, b, rcond)", "Ops.LstSq", a => Cornea.Ops.LstSq(a.T("a"), a.T("b"), a.DN("rcond"))),
        new("norm(x, ord, axis, keepdims)", "Ops.Norm, Ops.NuclearNorm", a => a.S("ord") switch
        {
            "nuc" => Cornea.Ops.NuclearNorm(a.T(), a.Has("axis") ? a.Is("axis")[0] : -2, a.Has("axis") ? a.Is("axis")[1] : -1,
            a.B("keepdims")),
            "fro" => Cornea.Ops.Norm(a.T(), null, a.A(), a.B("keepdims")),
            _ => Cornea.Ops.Norm(a.T(), a.DN("ord"), a.A(), a.B("keepdims")),
        }),
        new("correlate(x1, x2, mode)", "Signal.Correlate", Correlate),
        new("fft(x)", "Ops.Fft", a => Cornea.Ops.Fft(a.Ts("x")[0], a.Ts("x")[1])),
        new("fft2(x)", "Ops.Fft2", a => Cornea.Ops.Fft2(a.Ts("x")[0], a.Ts("x")[1])),
        new("ifft2(x)", "Ops.Ifft2", a => Cornea.Ops.Ifft2(a.Ts("x")[0], a.Ts("x")[1])),
        new("rfft(x, fft_length)", "Ops.Rfft", a => Cornea.Ops.Rfft(a.T(), a.IN("fft_length"))),
        new("irfft(x, fft_length)", "Ops.Irfft", a => Cornea.Ops.Irfft(a.Ts("x")[0], a.Ts("x")[1], a.IN("fft_length"))),
        new("stft(x, sequence_length, sequence_stride, fft_length, window, center)", "Ops.Stft", a => a["window"] is Tensor window
            ? Cornea.Ops.Stft(
                a.T(), a.I("sequence_length"), a.I("sequence_stride"), a.I("fft_length"), window, a.B("center", true))
            : Cornea.Ops.Stft(
                a.T(), a.I("sequence_length"), a.I("sequence_stride"), a.I("fft_length"), Window(a), a.B("center", true))),
        new("istft(x, sequence_length, sequence_stride, fft_length, length, window, center)", "Ops.Istft", a => a["window"] is Tensor window
            ? Cornea.Ops.Istft(
                a.Ts("x")[0], a.Ts("x")[1], a.I("sequence_length"), a.I("sequence_stride"), a.I("fft_length"), window, a.IN("length"),
                a.B("center", true))
            : Cornea.Ops.Istft(
                a.Ts("x")[0], a.Ts("x")[1], a.I("sequence_length"), a.I("sequence_stride"), a.I("fft_length"), a.IN("length"), Window(a),
                a.B("center", true))),
        new("extract_sequences(x, sequence_length, sequence_stride)", "Ops.ExtractSequences",
        a => Cornea.Ops.ExtractSequences(a.T(), a.I("sequence_length"), a.I("sequence_stride"))),
    ];

    private static object TensorDot(OpCall a)
    {
        if (a["axes"] is not List<object?> pair)
            return Tensor.TensorDot(a.T("x1"), a.T("x2"), a.I("axes", 2));
        int[] Side(object? side) => side is List<object?> list ? [.. list.Select(axis => (int)axis!)] : [(int)side!];
        return Tensor.TensorDot(a.T("x1"), a.T("x2"), Side(pair[0]), Side(pair[1]));
    }

    private static object Correlate(OpCall a)
    {
        var (x, y) = (a.T("x1"), a.T("x2"));
        return Signal.Correlate(x.DType.IsFloat() ? x : x.ToFloat32(), y, Enum.Parse<ConvolveMode>(a.S("mode", "valid"), ignoreCase: true));
    }

    private static WindowFunction Window(OpCall a) => a["window"] switch
    {
        string name => Enum.Parse<WindowFunction>(name, ignoreCase: true),
        _ => a.Given("window") ? WindowFunction.None : WindowFunction.Hann,
    };
}
