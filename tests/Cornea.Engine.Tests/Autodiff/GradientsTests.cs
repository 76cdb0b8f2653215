using Shouldly;

namespace Cornea.Tests.Autodiff;

public sealed class GradientsTests
{
    [Fact]
    public void The_gradient_of_a_sum_of_squares_is_twice_the_values()
    {
        var x = Tensor.From([1f, -2f, 3f]);
        Gradients.Of(x.Square().Sum(), [x])[0].ToArray().ShouldBe([2f, -4f, 6f]);
    }

    [Fact]
    public void Second_derivatives_are_gradients_of_gradients()
    {
        var x = Tensor.From([2.0], [1]);
        var first = Gradients.Of((x * x * x).Sum(), [x])[0];
        Gradients.Of(first.Sum(), [x])[0].ToArray<double>().ShouldBe([12.0]);
    }

    [Fact]
    public void Matrix_products_and_broadcasts_differentiate()
    {
        var (x, w, b) = (Tensor.From(new[,] { { 1f, 2f } }), Tensor.From(new[,] { { 3f }, { 4f } }), Tensor.From([5f]));
        var y = Tensor.MatMul(x, w) + b;
        y.ToArray().ShouldBe([16f]);
        var gradients = Gradients.Of(y.Sum(), [x, w, b]);
        gradients[0].ToArray().ShouldBe([3f, 4f]);
        gradients[1].ToArray().ShouldBe([1f, 2f]);
        gradients[2].ToArray().ShouldBe([1f]);
    }

    [Fact]
    public void A_loss_that_is_not_one_number_is_refused()
    {
        var x = Tensor.From([1f, 2f]);
        Should.Throw<ShapeException>(() => Gradients.Of(x, [x])).Message.ShouldContain("loss.Mean()");
    }
}
