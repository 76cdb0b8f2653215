using Shouldly;

namespace Cornea.Tests.Data;

public sealed class NormalizeTests
{
    [Fact]
    public void Rows_get_length_one_and_zeros_stay_zeros() =>
        Normalize.Along(Tensor.From([0f, 0, 3, -4], [2, 2])).ToArray().ShouldBe([0, 0, 0.6f, -0.8f], 1e-7);

    [Fact]
    public void Any_axis_may_be_chosen() =>
        Normalize.Along(Tensor.From([3f, 0, 4, 2], [2, 2]), axis: -2).ToArray().ShouldBe([0.6f, 0, 0.8f, 1], 1e-7);

    // Expected values computed by keras.utils.normalize 3.15.1.
    [Fact]
    public void Other_orders_agree_with_Keras()
    {
        Normalize.Along(Tensor.From([-0.6976f, 0.4022f, -0.2476f, 1.883f], [1, 4]), order: 1).ToArray()
            .ShouldBe([-0.21594849f, 0.12450471f, -0.07664686f, 0.5828999f], 1e-6);
        Normalize.Along(Tensor.From([-0.4941f, 1.0838f, -0.6491f, 0.9356f], [1, 4]), order: 3).ToArray()
            .ShouldBe([-0.36473107f, 0.8000314f, -0.47914782f, 0.69063425f], 1e-6);
        Normalize.Along(Tensor.From([0.0258f, -0.2148f, 1.1626f]), order: double.PositiveInfinity).ToArray()
            .ShouldBe([0.02219164f, -0.18475829f, 1], 1e-6);
    }

    [Fact]
    public void Whole_numbers_become_float32_and_float64_stays()
    {
        Normalize.Along(Tensor.From([3, 4])).DType.ShouldBe(DType.Float32);
        Normalize.Along(Tensor.From([3.0, 4])).DType.ShouldBe(DType.Float64);
    }

    [Fact]
    public void Axis_0_of_several_is_refused_with_the_number_to_give_instead() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Normalize.Along(Tensor.From([3f, 0, 4, 2], [2, 2]), axis: 0)).Message
            .ShouldContain("Give axis -2 for the first");

    [Fact]
    public void An_order_of_zero_and_a_missing_axis_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Normalize.Along(Tensor.From([3f]), order: 0)).Message.ShouldContain(
            "an order above 0");
        Should.Throw<ShapeException>(() => Normalize.Along(Tensor.From([3f]), axis: 1));
    }
}
