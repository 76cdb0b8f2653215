using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests;

/// <summary>Gradients where a rule would multiply 0 by infinity: at zero, at equality, at saturation, behind a branch not taken.</summary>
public sealed class SingularPointTests
{
    private static readonly double[] Points = [0, 1, -1, 2, 100, -100, 1e-30, 3e20];

    public static TheoryData<string> Differentiable =>
        [.. OpCaseTable.Rows.Where(row => row.Differentiable || row.Name.Contains("ties", StringComparison.Ordinal))
        .Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Where_the_value_is_finite_the_gradient_is_a_number(string name)
    {
        foreach (var point in Points)
        {
            var (inputs, floats) = Inputs(OpCaseTable.ByName[name], point);
            var y = OpCaseTable.ByName[name].Function(inputs);
            if (!y.DType.IsFloat() || !y.IsFinite().All().Item<bool>())
                continue;
            foreach (var gradient in Gradients.Of(y.Sum(), floats))
                gradient.IsNaN().Any().Item<bool>().ShouldBeFalse($"{name} of inputs that are all {point}");
        }
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void A_branch_that_is_not_taken_has_no_gradient(string name)
    {
        // Matrix products and running products are taken to be finite, so numbers whose products are not are left out.
        foreach (var point in Points.Where(point => point < 1e20))
        {
            var (inputs, floats) = Inputs(OpCaseTable.ByName[name], point);
            var y = OpCaseTable.ByName[name].Function(inputs);
            if (!y.DType.IsFloat())
                continue;
            var taken = Tensor.Where(Tensor.Zeros(y.Shape, DType.Bool), y, 2);
            foreach (var gradient in Gradients.Of(taken.Sum(), floats))
                gradient.EqualTo(0).All().Item<bool>().ShouldBeTrue($"{name} of inputs that are all {point}");
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Missing_and_infinite_numbers_that_are_selected_away_have_no_gradient(double given)
    {
        var x = Tensor.From([3f, (float)given]);
        var weight = Tensor.From(2f);
        var gradients = Gradients.Of(Tensor.Where(x.IsFinite(), (x * weight).Tanh() * x.Exp() / x, 0).Sum(), [weight]);
        // d/dw of tanh(3 w) e³ / 3 at w = 2.
        gradients[0].Item<double>().ShouldBe((1 - Math.Pow(Math.Tanh(6), 2)) * Math.Exp(3), 1e-3);
    }

    [Fact]
    public void Branches_that_divide_by_zero_or_take_logarithms_of_it_are_no_part_of_the_gradient()
    {
        var x = Tensor.From([0f, 2f, 4f]);
        Of(Tensor.Where(x > 0, x * x.Log(), 0), x).ShouldBe([0f, 1 + MathF.Log(2), 1 + MathF.Log(4)], 1e-6);
        Of(Tensor.Where(x.EqualTo(0), 1, x.Sin() / x), x)[0].ShouldBe(0f);
        Of(Tensor.Where(x > 1, x.Sqrt(), -x.Sqrt()), x)[1].ShouldBe(0.5f / MathF.Sqrt(2), 1e-6f);
        Of(Tensor.Where(x > 3, x.Log().Sum(), 0), x).ShouldBe([float.PositiveInfinity, 0.5f, 0.25f]);
        Of(x.Log().Clip(-10, 10), x).ShouldBe([0f, 0.5f, 0.25f]);
        Of(Tensor.Where(Tensor.From([false]), x.Log().Mean(0, keepDims: true), 0), x).ShouldBe([0f, 0f, 0f]);
        Of(Tensor.Where(x > 0, x.Log(), 0) + Tensor.Where(x > 3, x.Log() * 2, 0), x).ShouldBe([0f, 0.5f, 0.75f]);
        // The logarithm itself is used by both selections, under different conditions.
        var log = x.Log();
        Of(Tensor.Where(x > 0, log, 0) + Tensor.Where(x > 3, log * 2, 0), x).ShouldBe([0f, 0.5f, 0.75f]);
        Of(Tensor.Where(x > 0, log, 0) + Tensor.Where(x > 0, 0, log * x), x).ShouldNotBeNull();
    }

    [Fact]
    public void Second_derivatives_behind_a_selection_are_right()
    {
        var (x, a) = (Tensor.From([0.0, 2.0]), Tensor.From([0.0, 0.0]));
        var first = Gradients.Of(Tensor.Where(x > 0, a * x.Log(), 0).Sum(), [x])[0];
        // d²/dx da of a log x is 1 / x, also where a is 0; nothing where the branch was not taken.
        Gradients.Of(first.Sum(), [a])[0].ToArray<double>().ShouldBe([0, 0.5]);
    }

    [Fact]
    public void Slopes_that_are_infinite_stay_so_unless_nothing_is_multiplied_by_them()
    {
        var x = Tensor.From([0f]);
        Of(x.Sqrt(), x).ShouldBe([float.PositiveInfinity]);
        Of(x.Sqrt() * 0, x).ShouldBe([0f]);
        Of(x.Power(0.5), x).ShouldBe([float.PositiveInfinity]);
        Of(x.Power(0.5) * 0, x).ShouldBe([0f]);
        Of(x.Power(0.25) * x, x).ShouldBe([0f]);
        Of((x + 1).Asin() * 0, x).ShouldBe([0f]);
        Of((x - 1).Acos() * 0, x).ShouldBe([0f]);
        Of((x + 1).Acosh() * 0, x).ShouldBe([0f]);
        var exponent = Tensor.From([2f]);
        Gradients.Of(x.Power(exponent).Sum(), [x, exponent]).Select(gradient => gradient.Item()).ShouldBe([0f, 0f]);
    }

    [Fact]
    public void The_norm_of_a_zero_vector_has_gradient_zero_beside_others_that_have_their_own()
    {
        var x = Tensor.From(new[,] { { 0f, 0f }, { 3f, 4f } });
        Of(x.Norm([1]), x).ShouldBe([0f, 0f, 0.6f, 0.8f], 1e-6);
        Of(Tensor.Zeros([3]).Norm(), Tensor.Zeros([3])).ShouldBe([0f, 0f, 0f]);
        foreach (var order in (double[])[0.5, 1, 1.5, 3, double.PositiveInfinity, double.NegativeInfinity])
        {
            var zero = Tensor.Zeros([3]);
            Of(zero.Norm([0], order), zero).ShouldBe([0f, 0f, 0f], $"order {order}");
        }
        // (|3|^.5 + 0^.5)^2 = 3: its slope is sign(3) along the first; 0 is a corner of the second.
        var corner = Tensor.From([3f, 0f]);
        corner.Norm([0], 0.5).Item().ShouldBe(3f, 1e-5f);
        Of(corner.Norm([0], 0.5), corner).ShouldBe([1f, 0f], 1e-5);
        Of(x.Square().Sum(1).Sqrt() * Tensor.From([0f, 1f]), x).ShouldBe([0f, 0f, 0.6f, 0.8f], 1e-6);
    }

    [Fact]
    public void The_standard_deviation_of_equal_numbers_has_gradient_zero()
    {
        var x = Tensor.From(new[,] { { 5f, 1f }, { 5f, 3f } });
        x.StandardDeviation([0]).ToArray().ShouldBe([0f, 1f]);
        // d std / dx = (x - mean) / (n std).
        Of(x.StandardDeviation([0]), x).ShouldBe([0f, -0.5f, 0f, 0.5f], 1e-6);
        Of(x.StandardDeviation([0], keepDims: true), x).ShouldBe([0f, -0.5f, 0f, 0.5f], 1e-6);
    }

    [Fact]
    public void Atan2_has_gradient_zero_at_the_origin_and_the_right_one_far_from_it()
    {
        var (y, x) = (Tensor.From([0f, 3e30f, 3e-30f]), Tensor.From([0f, 4e30f, 4e-30f]));
        var gradients = Gradients.Of(Tensor.Atan2(y, x).Sum(), [y, x]);
        // x / r² and -y / r².
        gradients[0].ToArray().Zip([0f, 1.6e-31f, 1.6e29f]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-5f * pair.Second);
        gradients[1].ToArray().Zip([0f, 1.2e-31f, 1.2e29f]).ShouldAllBe(pair => Math.Abs(-pair.First - pair.Second) <= 1e-5f * pair.Second);
    }

    [Fact]
    public void The_logarithm_of_a_sum_of_no_exponentials_is_minus_infinity_without_a_gradient()
    {
        var x = Tensor.From(new[,
            ] { { float.NegativeInfinity, float.NegativeInfinity }, { 1000f, 1000f }, { -1000f, float.NegativeInfinity } });
        x.LogSumExp([1]).ToArray().ShouldBe([float.NegativeInfinity, 1000 + MathF.Log(2), -1000f]);
        Of(x.LogSumExp([1]), x).ShouldBe([0f, 0f, 0.5f, 0.5f, 1f, 0f], 1e-6);
    }

    private static float[] Of(Tensor y, Tensor x) => Gradients.Of(y.Sum(), [x])[0].ToArray();

    private static (Tensor[] Inputs, Tensor[] Floats) Inputs(OpCase row, double point)
    {
        var inputs = row.Inputs.Select(input => input.DType is { } other
            ? Tensor.Zeros(input.Shape(3), other)
            : Tensor.From(Enumerable.Repeat((float)point, input.Shape(3).Size).ToArray(), input.Shape(3))).ToArray();
        return (inputs, [.. inputs.Where(input => input.DType.IsFloat())]);
    }
}
