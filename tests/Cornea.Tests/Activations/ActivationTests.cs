using Shouldly;

namespace Cornea.Tests.Activations;

public sealed class ActivationTests
{
    [Fact]
    public void Every_name_gives_an_activation_that_keeps_a_batch_in_shape()
    {
        var x = Tensor.From(new float[,] { { -1, 0.5f, 2, 0 }, { 3, -7, 0.1f, 1 } });
        foreach (var name in Activation.Names)
            Activation.FromName(name).Apply(x).Shape.ShouldBe(name == "glu" ? [2, 2] : x.Shape, name);
    }

    [Fact]
    public void A_slip_in_a_name_is_answered_with_the_name_meant() =>
        Should.Throw<ArgumentException>(() => Activation.FromName("sofmax")).Message.ShouldContain("Did you mean 'softmax'?");

    [Fact]
    public void Parameters_are_set_with_a_with_expression()
    {
        var x = Tensor.From([-2f]);
        (Activation.LeakyRelu with { NegativeSlope = 0.5 }).Apply(x).Item().ShouldBe(-1f);
        Activation.LeakyRelu.Apply(x).Item().ShouldBe(-0.4f, 1e-7);
        Activation.LeakyRelu.ShouldBe(new LeakyReluActivation());
    }

    [Fact]
    public void The_gradient_of_relu_is_0_at_0_and_a_NaN_stays_one()
    {
        var x = Tensor.From([0f, 1f, -1f]);
        Gradients.Of(Activation.Relu.Apply(x).Sum(), [x])[0].ToArray().ShouldBe([0f, 1f, 0f]);
        float.IsNaN(Activation.Relu.Apply(Tensor.From([float.NaN])).Item()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("elu")]
    [InlineData("celu")]
    [InlineData("selu")]
    public void Large_inputs_have_a_finite_gradient(string name)
    {
        var x = Tensor.From([1e4f]);
        float.IsFinite(Gradients.Of(Activation.FromName(name).Apply(x).Sum(), [x])[0].Item()).ShouldBeTrue();
    }

    [Fact]
    public void Glu_of_an_odd_length_says_what_to_do() =>
        Should.Throw<ShapeException>(() => Activation.Glu.Apply(Tensor.Zeros([2, 3]))).Message.ShouldContain("Use an even length");
}
