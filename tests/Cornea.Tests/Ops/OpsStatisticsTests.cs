using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

public sealed class OpsStatisticsTests
{
    private static readonly Tensor X = Tensor.From([3f, 1, 4, 1, 5, 9], [2, 3]);
    private static readonly Tensor Holes = Tensor.From([3f, float.NaN, 4, float.NaN, float.NaN, 9, float.NaN, float.NaN], [2, 4]);

    [Fact]
    public void Means_with_weights()
    {
        Close(O.Average(X), 23 / 6.0);
        Close(O.Average(X, 1, Tensor.From([1f, 1, 2])), 3, 6);
        Close(O.Average(X, weights: Tensor.From([1f, 0, 0, 0, 0, 1], [2, 3])), 6);
    }

    [Fact]
    public void Quantiles_between_values()
    {
        Close(O.Median(X), 3.5);
        Close(O.Median(X, 1), 3, 5);
        O.Median(X, 0, keepDims: true).Shape.ShouldBe([1, 3]);
        // Sorted 1 1 3 4 5 9; place 0.3 * 5 = 1.5.
        Close(O.Quantile(X, 0.3), 2);
        Close(O.Percentile(X, 30, method: QuantileMethod.Lower), 1);
        Close(O.Quantile(X, 0.3, method: QuantileMethod.Higher), 3);
        Close(O.Quantile(X, 0.7, method: QuantileMethod.Midpoint), 4.5);
        Close(O.Quantile(X, 0.3, method: QuantileMethod.Nearest), 3);
        Close(O.Quantile(X, 1, 1), 4, 9);
        Should.Throw<ArgumentOutOfRangeException>(() => O.Quantile(X, 30)).Message.ShouldContain("Percentile takes percent");
    }

    [Fact]
    public void Counts_and_spans()
    {
        Close(O.Ptp(X), 8);
        Close(O.Ptp(X, 0), 2, 4, 5);
        O.CountNonZero(Tensor.From([0, 2, 0, 3], [2, 2]), 1).ToArray<int>().ShouldBe([1, 1]);
        O.BinCount(Tensor.From([1, 1, 3, 7]), 4).ToArray<int>().ShouldBe([0, 2, 0, 1]);
        O.BinCount(Tensor.From([1, 0, 1, 1], [2, 2]), 2, Tensor.From([0.5f, 1, 2, 3], [2, 2])).ToArray().ShouldBe([1, 0.5f, 0, 5]);
        var (counts, edges) = O.Histogram(Tensor.From([0f, 1, 1.9f, 2, 4]), 4);
        counts.ToArray<int>().ShouldBe([1, 2, 1, 1]);
        Close(edges, 0, 1, 2, 3, 4);
        O.Histogram(Tensor.From([0f, 1, 5]), 2, (0, 2)).Counts.ToArray<int>().ShouldBe([1, 1]);
        O.Histogram(Tensor.From([7f, 7]), 2).Counts.ToArray<int>().ShouldBe([0, 2]);
    }

    [Fact]
    public void Correlations_of_rows()
    {
        // Rows 1 2 3, its double, and its negative; then one at a right angle to it.
        Close(O.CorrCoef(Tensor.From([1f, 2, 3, 2, 4, 6, -1, -2, -3, 1, -2, 1], [4, 3])),
            1, 1, -1, 0, 1, 1, -1, 0, -1, -1, 1, 0, 0, 0, 0, 1);
    }

    [Fact]
    public void What_is_not_a_number_is_left_out()
    {
        Close(O.NanSum(Holes, 1), 7, 9);
        Close(O.NanProd(Holes), 108);
        Close(O.NanMean(Holes, 1), 3.5, 9);
        Close(O.NanVar(Holes, 1), 0.25, 0);
        Close(O.NanStd(Holes, 1), 0.5, 0);
        Close(O.NanMax(Holes), 9);
        Close(O.NanMin(Holes, 1), 3, 9);
        float.IsNaN(O.NanMax(Holes, 0).ToArray()[1]).ShouldBeFalse();
        float.IsNaN(O.NanMax(Holes, 0).ToArray()[3]).ShouldBeTrue();
        O.NanArgMax(Holes, 1).ToArray<int>().ShouldBe([2, 1]);
        O.NanArgMin(Holes).Item<int>().ShouldBe(0);
    }
}
