namespace Cornea.Conformance;

/// <summary>Making tensors, and facts about them.</summary>
internal static class OpSeriesRows
{
    public static OpRow[] All =>
    [
        new("zeros(shape, dtype)", "Tensor.Zeros", a => Tensor.Zeros(a.Shape(), a.DT("dtype"))),
        new("empty(shape, dtype)", "Tensor.Zeros", a => Tensor.Zeros(a.Shape(), a.DT("dtype"))),
        new("ones(shape, dtype)", "Tensor.Ones", a => Tensor.Ones(a.Shape(), a.DT("dtype"))),
        new("full(shape, fill_value, dtype)", "Tensor.Full, Tensor.FullLike", a => a["fill_value"] is Tensor value
            ? Tensor.FullLike(Tensor.Zeros(a.Shape(), a.DT("dtype")), value)
            : Tensor.Full(a.Shape(), a.D("fill_value"), a.DT("dtype"))),
        new("zeros_like(x, dtype)", "Tensor.ZerosLike", a => Tensor.ZerosLike(a.T(), a.DTN("dtype"))),
        new("empty_like(x, dtype)", "Tensor.ZerosLike", a => Tensor.ZerosLike(a.T(), a.DTN("dtype"))),
        new("ones_like(x, dtype)", "Tensor.OnesLike", a => Tensor.OnesLike(a.T(), a.DTN("dtype"))),
        new("full_like(x, fill_value, dtype)", "Tensor.FullLike", a => Tensor.FullLike(a.T(), a.O("fill_value"), a.DTN("dtype"))),
        new("eye(N, M, k, dtype)", "Tensor.Eye", a => Tensor.Eye(a.I("N"), a.IN("M"), a.I("k"), a.DT("dtype"))),
        new("identity(n, dtype)", "Tensor.Eye", a => Tensor.Eye(a.I("n"), dtype: a.DT("dtype"))),
        new("tri(N, M, k, dtype)", "Ops.Tri", a => Cornea.Ops.Tri(a.I("N"), a.IN("M"), a.I("k"), a.DT("dtype"))),
        new("bartlett(x)", "Ops.Bartlett", a => Cornea.Ops.Bartlett(a.I("x"))),
        new("blackman(x)", "Ops.Blackman", a => Cornea.Ops.Blackman(a.I("x"))),
        new("hamming(x)", "Ops.Hamming", a => Cornea.Ops.Hamming(a.I("x"))),
        new("hanning(x)", "Ops.Hanning", a => Cornea.Ops.Hanning(a.I("x"))),
        new("kaiser(x, beta)", "Ops.Kaiser", a => Cornea.Ops.Kaiser(a.I("x"), a.D("beta"))),
        new("arange(start, stop, step, dtype)", "Ops.Arange", Arange),
        new("linspace(start, stop, num, endpoint, retstep, dtype, axis)", "Ops.Linspace", Linspace),
        new("logspace(start, stop, num, endpoint, base, dtype, axis)", "Ops.Logspace", a => Cornea.Ops.Logspace(
            a.T("start"), a.T("stop"), a.I("num", 50), a.B("endpoint", true), a.D("base", 10), a.DTN("dtype"), a.I("axis"))),
        new("geomspace(start, stop, num, endpoint, dtype, axis)", "Ops.Geomspace", a => Cornea.Ops.Geomspace(
            a.T("start"), a.T("stop"), a.I("num", 50), a.B("endpoint", true), a.DTN("dtype"), a.I("axis"))),
        new("array(x, dtype)", "Tensor.From", a => As(a, a.T("x"))),
        new("convert_to_tensor(x, dtype)", "Tensor.From", a => As(a, a.T("x"))),
        new("convert_to_numpy(x)", "Tensor.ToArray", a => a.T()),
        new("copy(x)", "Tensor (never changes)", a => a.T()),
        new("is_tensor(x)", "is Tensor", a => a["x"] is Tensor),
        new("dtype(x)", "Tensor.DType", a => a.T().DType),
        new("shape(x)", "Tensor.Shape", a => a.T().Shape),
        new("ndim(x)", "Tensor.Rank", a => a.T().Rank),
        new("size(x)", "Tensor.Size", a => a.T().Size),
    ];

    private static Tensor As(OpCall a, Tensor x) => a.DTN("dtype") is { } dtype ? x.Cast(dtype) : x;

    private static object Arange(OpCall a)
    {
        var whole = new[] { "start", "stop", "step" }.All(name => a[name] is null or int);
        var (start, stop) = a.Has("stop") ? (a.D("start", 0), a.D("stop")) : (0, a.D("start"));
        return whole
            ? Cornea.Ops.Arange((int)start, (int)stop, a.I("step", 1), a.DT("dtype", DType.Int32))
            : Cornea.Ops.Arange(start, stop, a.D("step", 1), a.DT("dtype"));
    }

    private static object Linspace(OpCall a)
    {
        var numbers = Cornea.Ops.Linspace(
            a.T("start"), a.T("stop"), out var step, a.I("num", 50), a.B("endpoint", true), a.DTN("dtype"), a.I("axis"));
        return a.B("retstep") ? (numbers, step) : numbers;
    }
}
