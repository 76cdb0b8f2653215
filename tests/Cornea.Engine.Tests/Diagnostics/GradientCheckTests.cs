using Shouldly;

namespace Cornea.Tests.Diagnostics;

public sealed class GradientCheckTests
{
    private static readonly Tensor X = Tensor.From([0.3, -0.8, 1.7, 0.9, -1.2, 0.4], [2, 3]);

    // The value of one function with the gradient of another.
    private static Tensor Planted(Tensor value, Tensor gradient) => value.StopGradient() + gradient - gradient.StopGradient();

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Wrong = new()
    {
        ["half the gradient of a square"] = x => x * x.StopGradient(),
        ["the other sign"] = x => Planted(x.Sin(), -x.Sin()),
        ["one percent too much"] = x => Planted(x.Exp(), x.Exp() * 1.01),
        ["no gradient at all"] = x => x.Tanh().StopGradient(),
        ["a forgotten term of a product"] = x => x.StopGradient() * x.Exp(),
        ["a mean for a sum"] = x => Planted(x.Sum(0), x.Mean(0)),
        ["a wrong transpose"] = x => Planted(Tensor.MatMul(x, x.Transpose()), Tensor.MatMul(x, x.Transpose().StopGradient()) * 2),
        ["a softmax without its diagonal term"] = x => Planted(x.Softmax(), x.Exp() / x.Exp().Sum(-1, keepDims: true).StopGradient()),
        ["wrong where negative"] = x => Planted(x.Sigmoid(), Tensor.Where(x < 0, x, x.Sigmoid())),
        ["wrong in one element"] = x => Planted(x.Square(), x.Square() + Tensor.From([0.0, 0, 0, 0, 0.1, 0], [2, 3]) * x),
        ["not a number"] = x => Planted(x, Tensor.Where(x > 1, x * double.NaN, x)),
        ["a wrong gradient through a slice"] = x => Planted(x[Slice.All, Slice.Step(null, null, -1)] * x, x * x),
    };

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void A_wrong_gradient_is_caught(string name)
    {
        var result = GradientCheck.Run(Wrong[name], X);
        result.Passed.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(result.ThrowIfFailed).Message.ShouldContain("central difference");
    }

    [Fact]
    public void A_mismatch_names_the_element_and_both_values()
    {
        var mismatch = GradientCheck.Run(Wrong["wrong in one element"], X).Mismatches.ShouldHaveSingleItem();
        (mismatch.Input, mismatch.Element).ShouldBe((0, 4));
        mismatch.Index.ShouldBe([1, 1]);
        (mismatch.Analytic - mismatch.Numeric).ShouldBeInRange(0.04, 0.16);
    }

    [Fact]
    public void Right_gradients_pass_for_several_inputs()
    {
        var result = GradientCheck.Run(t => Tensor.MatMul(t[0], t[1]).Softmax() * t[2], [X, X.Transpose(), Tensor.From([0.5, 2.0])]);
        result.ThrowIfFailed();
        result.Checked.ShouldBe(14);
    }

    [Fact]
    public void Float32_weights_are_checked_in_double()
    {
        var weight = new Variable(Tensor.From([0.1f, 0.2f, 0.3f], [3, 1]));
        var result = GradientCheck.Run(t => Tensor.MatMul(t[0], weight).Tanh(), [X.ToFloat32()], [weight],
            new() { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-8 });
        result.ThrowIfFailed();
        result.Checked.ShouldBe(9);
    }

    [Fact]
    public void A_wrong_gradient_by_a_variable_is_caught()
    {
        var weight = new Variable(Tensor.From([0.1f, 0.2f, 0.3f], [3, 1]));
        var result = GradientCheck.Run(t => Tensor.MatMul(t[0], weight.Value.StopGradient() * 2 - weight.Value), [X], [weight]);
        result.Mismatches.ShouldAllBe(mismatch => mismatch.Input == 1);
        result.Mismatches.Length.ShouldBe(3);
    }

    [Fact]
    public void Wrong_second_derivatives_are_caught_though_the_first_are_right()
    {
        Tensor Cube(IReadOnlyList<Tensor> t) => Planted(t[0] * t[0] * t[0], t[0] * (3 * t[0] * t[0]).StopGradient());
        GradientCheck.Run(Cube, [X]).ThrowIfFailed();
        GradientCheck.RunSecondOrder(Cube, [X]).Passed.ShouldBeFalse();
        GradientCheck.RunSecondOrder(t => t[0] * t[0] * t[0], [X]).ThrowIfFailed();
    }

    [Fact]
    public void Only_some_elements_of_a_large_input_are_checked() =>
        GradientCheck.Run(x => x.Square(), Tensor.Linspace(0, 1, 1000), new() { ElementsPerInput = 10 }).Checked.ShouldBe(10);

    [Fact]
    public void A_function_without_a_float_result_is_refused() =>
        Should.Throw<ShapeException>(() => GradientCheck.Run(x => x > 0, X)).Message.ShouldContain("bool");
}
