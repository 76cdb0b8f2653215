using Shouldly;

namespace Cornea.Tests.Quantization;

public sealed class MagnitudeHistogramTests
{
    [Fact]
    public void A_percentile_is_the_end_of_the_bin_that_reaches_it()
    {
        var histogram = new MagnitudeHistogram(2048);
        histogram.Add([.. Enumerable.Range(0, 1000).Select(i => i + 0.5f), 2047.5f]);
        histogram.Percentile(100).ShouldBe(2048);
        histogram.Percentile(50).ShouldBe(501);
        histogram.Percentile(99.9).ShouldBe(1000);
    }

    [Fact]
    public void The_least_divergence_clips_a_lonely_outlier()
    {
        var histogram = new MagnitudeHistogram(100);
        var random = new System.Random(3);
        float[] bulk = [.. Enumerable.Range(0, 20_000).Select(_ => (float)Math.Abs(random.NextDouble() + random.NextDouble() - 1) * 20)];
        histogram.Add([.. bulk, 100]);
        histogram.LeastDivergence().ShouldBeInRange(10, 40);
    }

    [Fact]
    public void Values_that_are_all_0_keep_a_range_of_0() => new MagnitudeHistogram(0).LeastDivergence().ShouldBe(0);
}
