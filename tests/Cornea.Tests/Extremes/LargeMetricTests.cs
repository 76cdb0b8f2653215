using Cornea.Tests.Metrics;
using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>Metrics whose result is ordinary although squares of what they compare overflow, or lose it in rounding.</summary>
public sealed class LargeMetricTests
{
    [Theory]
    [InlineData(1e25f)]
    [InlineData(1e19f)]
    [InlineData(1f)]
    [InlineData(1e-10f)]
    public void Roots_of_mean_squares_keep_the_size_of_the_differences(float unit) =>
        // Differences 3 and 4: √12.5.
        new RootMeanSquaredError().After(Tensor.From([0f, 0f], [2, 1]), Tensor.From([3 * unit, 4 * unit], [2, 1])).Item()
            .ShouldBe(3.5355339f * unit, 1e-6f * unit);

    [Theory]
    [InlineData(1e25f)]
    [InlineData(1e19f)]
    [InlineData(1f)]
    public void Correlations_do_not_depend_on_the_unit(float unit)
    {
        var (truth, found) = (Tensor.From([1 * unit, 2 * unit, 4 * unit], [1, 3]), Tensor.From([2 * unit, 2 * unit, 5 * unit], [1, 3]));
        // Means 7/3 and 3, sums of squares 14/3 and 6, of products 5.
        new PearsonCorrelation().After(truth, found).Item().ShouldBe(0.9449112f, 1e-5f);
        // 2 (5/3) / (14/9 + 2 + 4/9) = 5/6.
        new ConcordanceCorrelation().After(truth, found).Item().ShouldBe(0.8333333f, 1e-5f);
        // 1 - (1 + 0 + 1) / (14/3) = 4/7.
        new R2Score().After(truth.Reshape(3, 1), found.Reshape(3, 1)).Item().ShouldBe(0.5714286f, 1e-5f);
    }

    [Fact]
    public void R2_of_numbers_far_from_zero_keeps_their_spread()
    {
        // Squared differences 4 / 4 of a total of 5, beside squares of 1e12.
        var truth = Tensor.From([1000000f, 1000001f, 1000002f, 1000003f], [4, 1]);
        new R2Score().After(truth, truth + 0.5f).Item().ShouldBe(0.8f, 1e-6f);
    }
}
