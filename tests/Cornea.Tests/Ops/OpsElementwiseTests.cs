using Shouldly;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

// Expected numbers are those of the functions' definitions, computed in double.
public sealed class OpsElementwiseTests
{
    private static readonly Tensor X = Tensor.From([-8f, -0.5f, 0, 0.25f, 27]);

    [Fact]
    public void Roots_powers_and_logarithms()
    {
        Close(O.Cbrt(X), -2, -Math.Cbrt(0.5), 0, Math.Cbrt(0.25), 3);
        Close(O.Exp2(Tensor.From([-1, 0, 3])), 0.5, 1, 8);
        Close(O.Log2(Tensor.From([8f, 0.5f])), 3, -1);
        Close(O.Log10(Tensor.From([1000f, 0.01f])), 3, -2);
        Close(O.Sinc(Tensor.From([0f, 0.5f, 1])), 1, 2 / Math.PI, 0);
        Close(O.Deg2Rad(Tensor.From([180f])), Math.PI);
        Close(O.Rad2Deg(Tensor.From([(float)Math.PI])), 180);
    }

    [Fact]
    public void The_next_number_is_that_of_the_bits_also_inside_a_model()
    {
        var random = new Random(5);
        float[] singles = [0, -0f, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity,
            float.NegativeInfinity, MathF.ScaleB(1, -126), MathF.ScaleB(1, -125), 2, MathF.BitDecrement(2),
            MathF.BitIncrement(MathF.ScaleB(1, -126)),
            .. Enumerable.Range(0, 2000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];
        singles = [.. singles.Where(value => !float.IsNaN(value))];
        double[] doubles = [0, 1, -1, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity,
            double.NegativeInfinity, Math.ScaleB(1, -1022), Math.ScaleB(1, -1021), Math.ScaleB(1.5, -1021), Math.ScaleB(1, -900),
            Math.BitDecrement(Math.ScaleB(1, -900)), Math.BitDecrement(4),
            .. Enumerable.Range(0, 2000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))];
        doubles = [.. doubles.Where(value => !double.IsNaN(value))];
        var (x, z) = (Tensor.Input([singles.Length]), Tensor.Input([doubles.Length], DType.Float64));
        var next = new CompiledFunction([x, z], [
            O.NextAfter(x, Tensor.From(float.PositiveInfinity)), O.NextAfter(x, Tensor.From(float.NegativeInfinity)),
            O.NextAfter(z, Tensor.From(double.PositiveInfinity)), O.NextAfter(z, Tensor.From(double.NegativeInfinity))])
            .Call([Tensor.From(singles), Tensor.From(doubles)]);
        next[0].ToArray().ShouldBe(singles.Select(MathF.BitIncrement));
        next[1].ToArray().ShouldBe(singles.Select(MathF.BitDecrement));
        next[2].ToArray<double>().ShouldBe(doubles.Select(Math.BitIncrement));
        next[3].ToArray<double>().ShouldBe(doubles.Select(Math.BitDecrement));
        O.NextAfter(Tensor.From([1f, 1f, float.NaN]), Tensor.From([1f, float.NaN, 1f])).ToArray().ShouldBe([1f, float.NaN, float.NaN]);
    }

    [Fact]
    public void Sums_of_exponentials_and_squares_do_not_overflow()
    {
        Close(O.LogAddExp(Tensor.From([1000f, 0]), Tensor.From([1000f, 1])), 1000 + Math.Log(2), Math.Log(1 + Math.E));
        Close(O.LogAddExp2(Tensor.From([3f]), Tensor.From([3f])), 4);
        Close(O.Hypot(Tensor.From([3e30f, 0, 5]), Tensor.From([4e30f, 0, 12])) / Tensor.From([1e30f, 1, 1]), 5, 0, 13);
    }

    [Fact]
    public void Cases_at_zero_and_beyond_the_finite_numbers()
    {
        Close(O.Heaviside(X, 0.5), 0, 0, 0.5, 1, 1);
        Close(O.DivideNoNan(Tensor.From([1f, 2, 0]), Tensor.From([0f, 4, 0])), 0, 0.5, 0);
        var wild = Tensor.From([float.NaN, float.PositiveInfinity, float.NegativeInfinity, 2]);
        Close(O.NanToNum(wild), 0, float.MaxValue, -float.MaxValue, 2);
        Close(O.NanToNum(wild, 1, 2, 3), 1, 2, 3, 2);
        O.SignBit(X).ToArray<bool>().ShouldBe([true, true, false, false, false]);
    }

    [Fact]
    public void Whole_parts_and_remainders_go_toward_zero()
    {
        Close(O.Trunc(Tensor.From([-1.7f, 1.7f, 0.3f])), -1, 1, 0);
        Close(O.Fmod(Tensor.From([-7f, 7, 5.5f]), Tensor.From([3f, -3, 2])), -1, 1, 1.5);
        O.Gcd(Tensor.From([12, 0, 7, 1836311903]), Tensor.From([18, 5, 0, 1134903170])).ToArray<int>().ShouldBe([6, 5, 7, 1]);
        O.Lcm(Tensor.From([4, 0, -6]), Tensor.From([6, 5, 4])).ToArray<int>().ShouldBe([12, 0, 12]);
    }

    [Fact]
    public void Numbers_agree_within_tolerances()
    {
        var (a, b) = (Tensor.From([1f, 1, float.NaN, float.PositiveInfinity, 1]),
            Tensor.From([1.000001f, 1.1f, float.NaN, float.PositiveInfinity, float.PositiveInfinity]));
        O.IsClose(a, b).ToArray<bool>().ShouldBe([true, false, false, true, false]);
        O.IsClose(a, b, equalNan: true).ToArray<bool>().ShouldBe([true, false, true, true, false]);
        O.AllClose(a, b).Item<bool>().ShouldBeFalse();
        O.IsIn(Tensor.From([1, 5, 3], [3, 1]), Tensor.From([3, 1])).ToArray<bool>().ShouldBe([true, false, true]);
    }

    // Values of the series Σ (x²/4)ᵏ / k!².
    [Fact]
    public void The_function_of_Bessel() =>
        Close(O.I0(Tensor.From([0f, 1, -2, 3.75f, 10])), 1, 1.2660658778, 2.2795853023, 9.1189458608, 2815.7166284663);

    internal static void Close(Tensor actual, params double[] expected)
    {
        var values = actual.Cast(DType.Float64).ToArray<double>();
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Math.Abs(values[i] - expected[i])
                .ShouldBeLessThanOrEqualTo(1e-5 * (1 + Math.Abs(expected[i])), $"number {i}: {values[i]}, expected {expected[i]}");
        }
    }
}
