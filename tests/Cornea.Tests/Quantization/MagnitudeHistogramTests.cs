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
    public void Zeros_count_for_a_percentile()
    {
        var histogram = new MagnitudeHistogram(2048);
        histogram.Add([.. new float[900], .. Enumerable.Range(0, 100).Select(i => i + 0.5f)]);
        histogram.Percentile(95).ShouldBe(50);
    }

    [Fact]
    public void Values_that_are_all_0_keep_a_range_of_0()
    {
        var histogram = new MagnitudeHistogram(0);
        histogram.Add(new float[5]);
        histogram.Percentile(99).ShouldBe(0);
    }
}
