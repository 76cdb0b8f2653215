using Shouldly;

namespace Cornea.Tests;

/// <summary>Sums of squares and powers whose result fits the type although the squares do not.</summary>
public sealed class LargeNumberTests
{
    [Theory]
    [InlineData(1e25f)]
    [InlineData(1f)]
    [InlineData(1e-25f)]
    [InlineData(1e-38f)]
    public void Norms_neither_overflow_nor_vanish(float unit)
    {
        var x = Tensor.From([3 * unit, -4 * unit]);
        Near(x.Norm(), 5 * unit);
        Near(x.Norm([0], 3), (float)Math.Pow(91, 1 / 3.0) * unit);
        Near(x.Norm([0], -1), 12 / 7f * unit);
        Near(x.StandardDeviation(), 3.5f * unit);
        var gradient = Gradients.Of(x.Norm(), [x])[0].ToArray();
        gradient[0].ShouldBe(0.6f, 1e-6f);
        gradient[1].ShouldBe(-0.8f, 1e-6f);
    }

    [Fact]
    public void Norms_of_doubles_neither_overflow_nor_vanish()
    {
        foreach (var unit in (double[])[1e200, 1, 1e-200, 1e-310])
        {
            var x = Tensor.From([3 * unit, 4 * unit]);
            x.Norm().Item<double>().ShouldBe(5 * unit, 1e-10 * unit);
        }
    }

    [Fact]
    public void Norms_of_ordinary_numbers_are_roots_of_sums_of_squares_to_the_bit()
    {
        var x = RandomKey.From(3).Normal([100, 33]).Compute();
        x.Norm([1]).ToArray().ShouldBe(x.Square().Sum(1).Sqrt().ToArray());
        x.StandardDeviation([1]).ToArray().ShouldBe(x.Variance([1]).Sqrt().ToArray());
    }

    [Fact]
    public void Norms_of_infinities_and_of_nothing_are_what_they_are()
    {
        Tensor.From([float.PositiveInfinity, 1f]).Norm().Item().ShouldBe(float.PositiveInfinity);
        Tensor.From([float.NaN, 1f]).Norm().Item().ShouldBe(float.NaN);
        Tensor.From([float.PositiveInfinity, 1f]).Norm([0], 3).Item().ShouldBe(float.PositiveInfinity);
        Tensor.From([0f, 1f]).Norm([0], -2).Item().ShouldBe(0f);
        Tensor.Zeros([0]).Norm().Item().ShouldBe(0f);
        Tensor.Zeros([2, 0]).Norm([1], 3).ToArray().ShouldBe([0f, 0f]);
    }

    private static void Near(Tensor found, float expected) => found.Item().ShouldBe(expected, 1e-6f * expected);
}
