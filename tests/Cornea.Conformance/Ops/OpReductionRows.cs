namespace Cornea.Conformance;

/// <summary>Reductions, statistics and what runs along an axis.</summary>
internal static class OpReductionRows
{
    public static OpRow[] All =>
    [
        new("sum(x, axis, keepdims)", "Tensor.Sum", a => a.T().Sum(Along(a), a.B("keepdims"))),
        new("mean(x, axis, keepdims)", "Tensor.Mean", a => a.T().Mean(Along(a), a.B("keepdims"))),
        new("std(x, axis, keepdims)", "Tensor.StandardDeviation", a => a.T().StandardDeviation(Along(a), a.B("keepdims"))),
        new("var(x, axis, keepdims)", "Tensor.Variance", a => a.T().Variance(Along(a), a.B("keepdims"))),
        new("amax(x, axis, keepdims)", "Tensor.Max", a => a.T().Max(Along(a), a.B("keepdims"))),
        new("amin(x, axis, keepdims)", "Tensor.Min", a => a.T().Min(Along(a), a.B("keepdims"))),
        new("all(x, axis, keepdims)", "Tensor.All", a => a.T().All(Along(a), a.B("keepdims"))),
        new("any(x, axis, keepdims)", "Tensor.Any", a => a.T().Any(Along(a), a.B("keepdims"))),
        new("max(x, axis, keepdims, initial)", "Ops.Max", a => Cornea.Ops.Max(a.T(), a.A(), a.B("keepdims"), a.DN("initial"))),
        new("min(x, axis, keepdims, initial)", "Ops.Min", a => Cornea.Ops.Min(a.T(), a.A(), a.B("keepdims"), a.DN("initial"))),
        new("prod(x, axis, keepdims, dtype)", "Ops.Prod", a => Cornea.Ops.Prod(a.T(), a.A(), a.B("keepdims"), a.DTN("dtype"))),
        new("argmax(x, axis, keepdims)", "Ops.ArgMax", a => Cornea.Ops.ArgMax(a.T(), a.IN("axis"), a.B("keepdims"))),
        new("argmin(x, axis, keepdims)", "Ops.ArgMin", a => Cornea.Ops.ArgMin(a.T(), a.IN("axis"), a.B("keepdims"))),
        new("nanargmax(x, axis, keepdims)", "Ops.NanArgMax", a => Cornea.Ops.NanArgMax(a.T(), a.IN("axis"), a.B("keepdims"))),
        new("nanargmin(x, axis, keepdims)", "Ops.NanArgMin", a => Cornea.Ops.NanArgMin(a.T(), a.IN("axis"), a.B("keepdims"))),
        new("logsumexp(x, axis, keepdims)", "Ops.LogSumExp", a => Cornea.Ops.LogSumExp(a.T(), a.A(), a.B("keepdims"))),
        new("median(x, axis, keepdims)", "Ops.Median", a => Cornea.Ops.Median(a.T(), a.A(), a.B("keepdims"))),
        new("ptp(x, axis, keepdims)", "Ops.Ptp", a => Cornea.Ops.Ptp(a.T(), a.A(), a.B("keepdims"))),
        new("nansum(x, axis, keepdims)", "Ops.NanSum", a => Cornea.Ops.NanSum(a.T(), a.A(), a.B("keepdims"))),
        new("nanprod(x, axis, keepdims)", "Ops.NanProd", a => Cornea.Ops.NanProd(a.T(), a.A(), a.B("keepdims"))),
        new("nanmean(x, axis, keepdims)", "Ops.NanMean", a => Cornea.Ops.NanMean(a.T(), a.A(), a.B("keepdims"))),
        new("nanmax(x, axis, keepdims)", "Ops.NanMax", a => Cornea.Ops.NanMax(a.T(), a.A(), a.B("keepdims"))),
        new("nanmin(x, axis, keepdims)", "Ops.NanMin", a => Cornea.Ops.NanMin(a.T(), a.A(), a.B("keepdims"))),
        new("nanstd(x, axis, keepdims)", "Ops.NanStd", a => Cornea.Ops.NanStd(a.T(), a.A(), a.B("keepdims"))),
        new("nanvar(x, axis, keepdims)", "Ops.NanVar", a => Cornea.Ops.NanVar(a.T(), a.A(), a.B("keepdims"))),
        new("nanmedian(x, axis, keepdims)", "Ops.NanMedian", a => Cornea.Ops.NanMedian(a.T(), a.A(), a.B("keepdims"))),
        new("cumsum(x, axis, dtype)", "Ops.CumSum", a => Cornea.Ops.CumSum(a.T(), a.IN("axis"), a.DTN("dtype"))),
        new("cumprod(x, axis, dtype)", "Ops.CumProd", a => Cornea.Ops.CumProd(a.T(), a.IN("axis"), a.DTN("dtype"))),
        new("nancumsum(x, axis, dtype)", "Ops.NanCumSum", a => Cornea.Ops.NanCumSum(a.T(), a.IN("axis"), a.DTN("dtype"))),
        new("nancumprod(x, axis, dtype)", "Ops.NanCumProd", a => Cornea.Ops.NanCumProd(a.T(), a.IN("axis"), a.DTN("dtype"))),
        new("quantile(x, q, axis, method, keepdims)", "Ops.Quantile",
        a => Cornea.Ops.Quantile(a.T(), a.T("q"), a.A(), Method(a), a.B("keepdims"))),
        new("percentile(x, q, axis, method, keepdims)", "Ops.Percentile",
        a => Cornea.Ops.Percentile(a.T(), a.T("q"), a.A(), Method(a), a.B("keepdims"))),
        new("nanquantile(x, q, axis, method, keepdims)", "Ops.NanQuantile",
        a => Cornea.Ops.NanQuantile(a.T(), a.T("q"), a.A(), Method(a), a.B("keepdims"))),
        new("nanpercentile(x, q, axis, method, keepdims)", "Ops.NanPercentile",
        a => Cornea.Ops.NanPercentile(a.T(), a.T("q"), a.A(), Method(a), a.B("keepdims"))),
        new("count_nonzero(x, axis)", "Ops.CountNonZero", a => Cornea.Ops.CountNonZero(a.T(), a.A())),
        new("average(x, axis, weights)", "Ops.Average", a => Cornea.Ops.Average(a.T(), a.A(), a.Maybe("weights"))),
        new("histogram(x, bins, range)", "Ops.Histogram",
        a => Cornea.Ops.Histogram(a.T(), a.I("bins", 10), Ends(a)) is var (counts, edges) ? (counts.ToFloat32(), edges) : default),
        new("bincount(x, weights, minlength)", "Ops.BinCount",
        a => Cornea.Ops.BinCount(a.T(), null, a.Maybe("weights"), a.I("minlength"))),
        new("digitize(x, bins)", "Ops.Digitize", a => Cornea.Ops.Digitize(a.T(), a.T("bins"))),
        new("searchsorted(sorted_sequence, values, side)", "Ops.SearchSorted",
        a => Cornea.Ops.SearchSorted(a.T("sorted_sequence"), a.T("values"), a.S("side", "left") == "right")),
        new("corrcoef(x)", "Ops.CorrCoef", a => Cornea.Ops.CorrCoef(a.T())),
        new("diff(a, n, axis)", "Ops.Diff", a => Cornea.Ops.Diff(a.T("a"), a.I("n", 1), a.I("axis", -1))),
        new("trapezoid(y, x, dx, axis)", "Ops.Trapezoid", a => Cornea.Ops.Trapezoid(a.T("y"), a.Maybe("x"), a.D("dx", 1), a.I("axis", -1))),
        new("moments(x, axes, keepdims)", "Ops.Moments", a => Cornea.Ops.Moments(a.T(), a.Is("axes"), a.B("keepdims"))),
        new("in_top_k(targets, predictions, k)", "Ops.InTopK", a => Cornea.Ops.InTopK(a.T("targets"), a.T("predictions"), a.I("k"))),
        new("sort(x, axis)", "Tensor.Sort", a => a.T().Sort(a.I("axis", -1))),
        new("argsort(x, axis)", "Tensor.ArgSort",
        a => a.Given("axis") && !a.Has("axis") ? a.T().Flatten().ArgSort() : a.T().ArgSort(a.I("axis", -1))),
        new("argpartition(x, kth, axis)", "Ops.ArgPartition",
        a => Cornea.Ops.ArgPartition(a.T(), a.I("kth"), a.Given("axis") ? a.IN("axis") : -1)),
        new("top_k(x, k, sorted)", "Tensor.TopK", a => a.T().TopK(a.I("k"))),
        new("cdist(x1, x2)", "Ops.CDist", a => Cornea.Ops.CDist(a.T("x1"), a.T("x2"))),
        new("segment_sum(data, segment_ids, num_segments, sorted)", "Ops.SegmentSum",
        a => Cornea.Ops.SegmentSum(a.T("data"), a.T("segment_ids"), a.IN("num_segments"))),
        new("segment_max(data, segment_ids, num_segments, sorted)", "Ops.SegmentMax",
        a => Cornea.Ops.SegmentMax(a.T("data"), a.T("segment_ids"), a.IN("num_segments"))),
        new("segment_min(data, segment_ids, num_segments, sorted)", "Ops.SegmentMin",
        a => Cornea.Ops.SegmentMin(a.T("data"), a.T("segment_ids"), a.IN("num_segments"))),
        new("segment_prod(data, segment_ids, num_segments, sorted)", "Ops.SegmentProd",
        a => Cornea.Ops.SegmentProd(a.T("data"), a.T("segment_ids"), a.IN("num_segments"))),
    ];

    private static int[] Along(OpCall a) => a.Has("axis") ? a.Is("axis") : [.. Enumerable.Range(0, a.T().Rank)];

    private static (double, double)? Ends(OpCall a) => a["range"] is List<object?> { Count: 2 } list
        ? (Convert.ToDouble(list[0]), Convert.ToDouble(list[1])) : null;

    private static QuantileMethod Method(OpCall a) => Enum.Parse<QuantileMethod>(a.S("method", "linear"), ignoreCase: true);
}
