using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class SortTests
{
    [Fact]
    public void Sort_orders_each_row_or_column_and_keeps_equal_elements_in_order()
    {
        var x = Tensor.From(new float[,] { { 3, 1, 2 }, { 5, 5, 4 } });
        x.Sort().ToArray().ShouldBe([1, 2, 3, 4, 5, 5]);
        x.Sort(descending: true).ToArray().ShouldBe([3, 2, 1, 5, 5, 4]);
        x.ArgSort(descending: true).ToArray<int>().ShouldBe([0, 2, 1, 0, 1, 2]);
        x.Sort(axis: 0, descending: true).ToArray().ShouldBe([5, 5, 4, 3, 1, 2]);
    }

    [Fact]
    public void The_gradient_of_a_sort_goes_back_to_where_each_element_came_from()
    {
        var x = Tensor.From(new float[,] { { 3, 1, 2 }, { 5, 6, 4 } });
        var weights = Tensor.From(new float[,] { { 10, 20, 30 }, { 40, 50, 60 } });
        Gradients.Of((x.Sort() * weights).Sum(), [x])[0].ToArray().ShouldBe([30, 10, 20, 50, 60, 40]);
    }

    [Fact]
    public void TakeAlong_refuses_indices_of_another_shape() =>
        Should.Throw<ShapeException>(() => Tensor.Zeros([2, 3]).TakeAlong(Tensor.Zeros([3, 1], DType.Int32))).Message.ShouldContain(
        "(2, 3)");

    [Fact]
    public void Clip_passes_the_gradient_on_the_bounds()
    {
        var x = Tensor.From([-1f, 0f, 0.5f, 1f, 2f]);
        Gradients.Of(x.Clip(0, 1).Sum(), [x])[0].ToArray().ShouldBe([0, 1, 1, 1, 0]);
    }
}
