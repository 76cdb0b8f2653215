using Shouldly;
using static Cornea.Tests.Tensors.SampleTensors;

namespace Cornea.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void Negative_lengths_are_refused() =>
        Should.Throw<ShapeException>(() => new Shape(3, -2)).Message.ShouldBe(
        "A shape expects axis lengths of 0 or more, but received (3, -2). Check the computation of -2.");

    [Theory]
    [InlineData(new[] { 65536, 32768 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue })]
    [InlineData(new[] { 46341, 46341 })]
    public void More_elements_than_an_int_counts_are_refused(int[] lengths) =>
        Should.Throw<ShapeException>(() => new Shape(lengths)).Message.ShouldContain("at most 2,147,483,647 elements");

    [Fact]
    public void An_axis_of_length_0_leaves_nothing_to_overflow() => new Shape(int.MaxValue, 0, int.MaxValue).Size.ShouldBe(0);

    [Fact]
    public void A_shape_of_unknown_length_prints_as_Keras_prints_it()
    {
        new Shape(Shape.Unknown, 10).ToString().ShouldBe("(None, 10)");
        new Shape(3).ToString().ShouldBe("(3,)");
        Shape.Scalar.ToString().ShouldBe("()");
    }

    [Fact]
    public void A_tensor_over_the_memory_limit_is_refused_before_it_is_allocated()
    {
        var message =
            Should.Throw<MemoryLimitException>(() => MemoryBudget.Check(long.MaxValue, "A tensor of float64 (2147483647,)")).Message;
        message.ShouldStartWith("A tensor of float64 (2147483647,) needs 9,223,372,036,854,775,807 bytes, but the memory limit is ");
        message.ShouldEndWith("Use a smaller shape or batch, or raise CORNEA_MEMORY_LIMIT.");
        MemoryBudget.Check(MemoryBudget.Limit, "A tensor just within");
        Should.Throw<MemoryLimitException>(() => MemoryBudget.Check(MemoryBudget.Limit + 1, "A tensor just outside"));
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_name_the_axis() =>
        Should.Throw<ShapeException>(() => A(2, 3) + A(2, 4)).Message.ShouldBe(
            "Shapes (2, 3) and (2, 4) do not broadcast: axis -1 has length 3 in one and 4 in the other. Make the lengths equal, or one "
                + "of them 1.");

    [Fact]
    public void An_axis_that_is_not_there_names_those_that_are() =>
        Should.Throw<ShapeException>(() => A(2, 3).Sum(2)).Message.ShouldBe(
        "Shape (2, 3) has axes -2 to 1, but axis 2 was asked for. Choose an axis in that range.");

    [Fact]
    public void An_axis_named_twice_is_refused() =>
        Should.Throw<ShapeException>(() => A(2, 3).Sum([1, -1])).Message.ShouldContain("twice");

    [Theory]
    [InlineData(new[] { 4, -1 })]
    [InlineData(new[] { -1, -1 })]
    [InlineData(new[] { 0, -1 })]
    public void A_reshape_that_cannot_be_worked_out_is_refused(int[] lengths) =>
        Should.Throw<ShapeException>(() => A(2, 3).Reshape(lengths)).Message.ShouldContain("cannot work out the -1");

    [Fact]
    public void A_reshape_to_another_size_names_both() =>
        Should.Throw<ShapeException>(() => A(2, 3).Reshape(4, 2)).Message.ShouldContain("(4, 2) (8 elements) of (2, 3) (6 elements)");

    [Fact]
    public void Sizes_that_overflow_are_refused_before_anything_is_computed()
    {
        Should.Throw<ShapeException>(() => A(46341, 1) * A(1, 46341)).Message.ShouldContain("at most");
        Should.Throw<ShapeException>(() => A(2, 3).Pad([int.MaxValue, 0], [0, 0])).Message.ShouldContain("Use smaller amounts");
        Should.Throw<ShapeException>(() => Tensor.From<float>([1f, 2f], [3])).Message.ShouldContain(
            "3 values for shape (3,), but received 2");
    }

    [Fact]
    public void Types_that_an_op_does_not_take_are_refused()
    {
        Should.Throw<ShapeException>(() => A(3) & A(3)).Message.ShouldContain("Compare first");
        Should.Throw<ShapeException>(() => A(3).Gather(A(1))).Message.ShouldContain("int32 or int64 indices");
    }

    [Fact]
    public void An_index_outside_a_gathered_axis_is_refused_when_computed() =>
        Should.Throw<IndexOutOfRangeException>(() => A(3).Gather(Tensor.From([3])).ToArray()).Message.ShouldContain("Use 0 to 2");

    [Fact]
    public void A_tensor_without_values_says_which_input_it_waits_for() =>
        Should.Throw<InvalidOperationException>(() => (Tensor.Input([2], name: "images") * 2).ToArray()).Message.ShouldContain("'images'");

    [Fact]
    public void A_shape_without_axes_says_so() =>
        Should.Throw<ShapeException>(() => Tensor.From(3f).ArgMax()).Message.ShouldStartWith("Shape () has no axes, but axis -1");

    [Fact]
    public void Truth_values_have_no_difference_and_no_negative()
    {
        var (a, b) = (Tensor.From([true, false]), Tensor.From([true, true]));
        Should.Throw<InvalidOperationException>(() => a - b).Message.ShouldContain("Use ^");
        Should.Throw<InvalidOperationException>(() => -a).Message.ShouldContain("Use !");
        (a ^ b).ToArray<bool>().ShouldBe([false, true]);
        (1 - a).ToArray<int>().ShouldBe([0, 1]);
        (a.Cast(DType.Int32) - b).ToArray<int>().ShouldBe([0, -1]);
        (a - Tensor.From([0.5f])).ToArray().ShouldBe([0.5f, -0.5f]);
    }
}
