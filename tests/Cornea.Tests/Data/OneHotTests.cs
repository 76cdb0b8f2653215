using Shouldly;

namespace Cornea.Tests.Data;

public sealed class OneHotTests
{
    [Fact]
    public void Classes_are_counted_from_the_largest_label()
    {
        Tensor encoded = OneHot.Encode(Tensor.From([0, 1, 2, 1]));

        encoded.DType.ShouldBe(DType.Float32);
        encoded.Shape.ShouldBe(new Shape(4, 3));
        encoded.ToArray().ShouldBe([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]);
    }

    [Fact]
    public void More_classes_than_labels_show_may_be_asked_for() =>
        OneHot.Encode(Tensor.From(new byte[] { 1 }), 3).ToArray().ShouldBe([0, 1, 0]);

    [Fact]
    public void Fractions_are_cut_off() =>
        OneHot.Encode(Tensor.From([1.7, 0.2, 2.9, -0.9])).ToArray().ShouldBe([0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0]);

    [Fact]
    public void A_last_axis_of_one_is_dropped_once()
    {
        OneHot.Encode(Tensor.From([0, 3, 1], [3, 1])).Shape.ShouldBe(new Shape(3, 4));
        OneHot.Encode(Tensor.From([1, 0], [2, 1, 1]), 2).Shape.ShouldBe(new Shape(2, 1, 2));
        OneHot.Encode(Tensor.From([5])).Shape.ShouldBe(new Shape(1, 6));
        OneHot.Encode(Tensor.From([1, 2, 3], [1, 3])).Shape.ShouldBe(new Shape(1, 3, 4));
        OneHot.Encode(Tensor.From(3), 5).Shape.ShouldBe(new Shape(5));
    }

    [Fact]
    public void Truth_values_are_labels() => OneHot.Encode(Tensor.From([true, false])).ToArray().ShouldBe([0, 1, 1, 0]);

    [Fact]
    public void A_label_beyond_the_classes_is_named_with_its_place()
    {
        var failure = Should.Throw<ArgumentException>(() => OneHot.Encode(Tensor.From([0, 1, 12, 3]), 10));

        failure.Message.ShouldStartWith(
            "OneHot.Encode expects labels from 0 to 9 (classes: 10), but received 12 at index 2 of 4. Pass classes: 13, or mend the "
                + "labels.");
    }

    [Fact]
    public void A_negative_label_is_an_error_and_does_not_wrap()
    {
        Should.Throw<ArgumentException>(() => OneHot.Encode(Tensor.From([0, -1]), 3)).Message.ShouldContain(
            "received -1 at index 1 of 2. Mend the labels.");
        Should.Throw<ArgumentException>(() => OneHot.Encode(Tensor.From([-1, -1]))).Message.ShouldContain("received -1 at index 0");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e300)]
    public void What_is_no_number_is_no_label(double label) =>
        Should.Throw<ArgumentException>(() => OneHot.Encode(Tensor.From([0, label]))).Message.ShouldContain(
        "whole numbers from 0, but received");

    [Fact]
    public void No_labels_tell_no_classes()
    {
        Should.Throw<ArgumentException>(() => OneHot.Encode(Tensor.From(Array.Empty<int>()))).Message.ShouldContain("Pass classes");
        OneHot.Encode(Tensor.From(Array.Empty<int>()), 4).Shape.ShouldBe(new Shape(0, 4));
        Should.Throw<ArgumentOutOfRangeException>(() => OneHot.Encode(Tensor.From([0]), -1));
    }

    [Fact]
    public void An_absurd_label_is_refused_before_memory_is_taken() =>
        Should.Throw<ShapeException>(() => OneHot.Encode(Tensor.From([long.MaxValue / 4, 0])));
}
