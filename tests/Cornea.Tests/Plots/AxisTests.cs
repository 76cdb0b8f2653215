using Shouldly;

namespace Cornea.Tests.Plots;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.81, 0.979, 4, "0.80 0.85 0.90 0.95 1.00")]
    [InlineData(-3, 7, 5, "-4 -2 0 2 4 6 8")]
    [InlineData(0, 5e7, 5, "0 1e+7 2e+7 3e+7 4e+7 5e+7")]
    [InlineData(1e-6, 3e-6, 4, "1.0e-6 1.5e-6 2.0e-6 2.5e-6 3.0e-6")]
    [InlineData(100, 100, 4, "90 95 100 105 110")]
    [InlineData(0, 0, 4, "-1.0 -0.5 0.0 0.5 1.0")]
    public void Ticks_are_round_numbers_that_hold_the_range(double low, double high, int ticks, string labels)
    {
        var axis = Axis.Cover(low, high, ticks, toTicks: true);
        string.Join(' ', axis.Ticks.Select(axis.Label)).ShouldBe(labels);
        axis.Minimum.ShouldBeLessThanOrEqualTo(low);
        axis.Maximum.ShouldBeGreaterThanOrEqualTo(high);
    }

    [Fact]
    public void An_axis_of_counts_has_whole_ticks_and_ends_at_its_values()
    {
        var axis = Axis.Cover(1, 3, 10, toTicks: false, whole: true);
        axis.Ticks.ShouldBe([1, 2, 3]);
        (axis.Minimum, axis.Maximum).ShouldBe((1, 3));
    }

    [Fact]
    public void A_scale_runs_either_way()
    {
        new Scale(0, 10, 100, 0)[2.5].ShouldBe(75);
        new Scale(-1, 1, 0, 8)[0].ShouldBe(4);
    }
}
