using System.Runtime.Intrinsics;
using Cornea.Graph;
using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class RandomKeyTests
{
    private const int Count = 40_000;

    // Known answers of philox4x32-10 from the Random123 distribution: Salmon, Moraes, Dror, Shaw (2011).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u,
        0x24126ea1u)]
    public void Philox_gives_its_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint a, uint b, uint c, uint d) =>
        Philox.Block(k0 | (ulong)k1 << 32, c0 | (ulong)c1 << 32, c2 | (ulong)c3 << 32).ShouldBe((a, b, c, d));

    [Fact]
    public void Uniform_numbers_have_the_moments_of_their_distribution()
    {
        var numbers = RandomKey.From(7).Uniform([Count], -2, 4).ToArray<double>();
        numbers.Min().ShouldBeInRange(-2, -1.99);
        numbers.Max().ShouldBeInRange(3.99, 4);
        Moments(numbers, mean: 1, variance: 3, kurtosis: 1.8);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_their_distribution() =>
        Moments(RandomKey.From(8).Normal([Count], 3, 2).ToArray<double>(), mean: 3, variance: 4, kurtosis: 3);

    [Fact]
    public void Truncated_normal_numbers_have_the_moments_of_their_distribution()
    {
        // Variance 1 - 4 phi(2) / (2 Phi(2) - 1) and the fourth moment of the normal cut at two deviations.
        var numbers = RandomKey.From(9).TruncatedNormal([Count]).ToArray<double>();
        numbers.Max(Math.Abs).ShouldBeLessThanOrEqualTo(2);
        Moments(numbers, mean: 0, variance: 0.7737413035499232, kurtosis: 2.3655);
    }

    [Fact]
    public void Normal_numbers_are_those_of_Box_and_Muller()
    {
        // float32 keeps 24 bits: double differs in its last bits from one library's logarithm to another's, hardly ever in those 24.
        const long Key = 0x1234567890;
        var numbers = RandomKey.From(Key).Normal([Count]).ToArray();
        for (var element = 0; element < Count; element++)
        {
            var (a, b, _, _) = Philox.Block(unchecked((ulong)Key), (ulong)element, 1UL << 32);
            var (radius, angle) = ((a >> 8) / Math.Pow(2, 24), (b >> 8) / Math.Pow(2, 24));
            var expected = Math.Sqrt(-2 * Math.Log(1 - radius)) * Math.Cos(2 * Math.PI * angle);
            ((double)numbers[element]).ShouldBe(expected, 6e-8 * Math.Abs(expected) + 1e-15);
        }
    }

    [Theory]
    [InlineData(0, 0)] // log(1) is 0
    [InlineData((1 << 24) - 1, 0)] // the largest radius
    [InlineData(1, (1 << 22) + 1)] // right behind a quarter turn
    [InlineData(1 << 23, (1 << 21) + 1)] // right behind an eighth
    [InlineData(12345678, (1 << 24) - 1)]
    [InlineData(4913933, 1 << 23)] // 1 - radius next to the root of a half
    [InlineData(4913934, 3 << 22)]
    public void The_transform_is_right_at_the_ends_of_its_ranges(int radius, int angle)
    {
        var (r, t) = (radius * BoxMuller.Step, angle * BoxMuller.Step);
        var found = BoxMuller.Of(Vector256.Create(r), Vector256.Create(t));
        var expected = Math.Sqrt(-2 * Math.Log(1 - r)) * Math.Cos(2 * Math.PI * t);
        found[0].ShouldBe(expected, 1e-15 * Math.Max(1, Math.Abs(expected)));
        found.ShouldBe(Vector256.Create(found[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_drawn_together_are_those_drawn_alone(bool truncated)
    {
        var key = RandomKey.From(21);
        var numbers = (truncated ? key.TruncatedNormal([4133]) : key.Normal([4133])).ToArray();
        for (var element = 0; element < numbers.Length; element++)
        {
            numbers[element].ShouldBe(truncated ? Philox.TruncatedNormal(21, 0, element) : Philox.Normal(21, 0, element));
        }
    }

    [Fact]
    public void Integers_are_equally_likely()
    {
        var numbers = RandomKey.From(10).Integers([Count], -3, 5).ToArray<int>();
        var counts = numbers.CountBy(number => number).ToDictionary();
        counts.Keys.Order().ShouldBe(Enumerable.Range(-3, 8));
        // Chi-squared with 7 degrees of freedom passes 24.3 once in a thousand.
        counts.Values.Sum(count => Math.Pow(count - Count / 8.0, 2) / (Count / 8.0)).ShouldBeLessThan(24.3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_permutation_holds_each_number_once(int count)
    {
        var order = RandomKey.From(11).Permutation(count).ToArray<int>();
        order.Order().ShouldBe(Enumerable.Range(0, count));
        if (count > 1)
            order.ShouldNotBe(Enumerable.Range(0, count));
    }

    [Fact]
    public void The_same_key_gives_the_same_numbers_and_others_give_others()
    {
        var key = RandomKey.From(12);
        key.Uniform([8]).ToArray().ShouldBe(RandomKey.From(12).Uniform([8]).ToArray());
        key.Uniform([8]).ToArray().ShouldNotBe(RandomKey.From(13).Uniform([8]).ToArray());
        key.Uniform([8]).ToArray().ShouldNotBe(key.Stream(0).Uniform([8]).ToArray());
        key.Stream(0).Uniform([8]).ToArray().ShouldNotBe(key.Stream(1).Uniform([8]).ToArray());
    }

    [Fact]
    public void Numbers_do_not_depend_on_how_many_are_drawn() =>
        RandomKey.From(14).Normal([100]).ToArray()[..10].ShouldBe(RandomKey.From(14).Normal([10]).ToArray());

    [Fact]
    public void Keys_beyond_53_bits_stay_apart()
    {
        const long Key = 1L << 60;
        RandomKey.From(Key).Uniform([8]).ToArray().ShouldNotBe(RandomKey.From(Key + 1).Uniform([8]).ToArray());
    }

    [Fact]
    public void Adjacent_numbers_and_streams_are_not_correlated()
    {
        var x = RandomKey.From(15).Uniform([Count]).ToArray<double>();
        var y = RandomKey.From(15).Stream(1).Uniform([Count]).ToArray<double>();
        Correlation(x[..^1], x[1..]).ShouldBeInRange(-0.02, 0.02);
        Correlation(x, y).ShouldBeInRange(-0.02, 0.02);
    }

    // Within four standard errors of each moment.
    private static void Moments(double[] numbers, double mean, double variance, double kurtosis)
    {
        var root = Math.Sqrt(numbers.Length);
        var found = numbers.Average();
        var second = numbers.Average(number => Math.Pow(number - found, 2));
        found.ShouldBe(mean, 4 * Math.Sqrt(variance) / root);
        second.ShouldBe(variance, 4 * variance * Math.Sqrt(kurtosis - 1) / root);
        var skewness = numbers.Average(number => Math.Pow(number - found, 3)) / Math.Pow(second, 1.5);
        skewness.ShouldBe(0, 4 * Math.Sqrt(6) / root);
        (numbers.Average(number => Math.Pow(number - found, 4)) / (second * second)).ShouldBe(kurtosis, 4 * Math.Sqrt(24) / root);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
