using Shouldly;

namespace Cornea.Tests.Tensors;

/// <summary>Literal values, those of Keras where it says "Keras".</summary>
public sealed class TensorConvolutionTests
{
    private static Tensor Counted(params int[] shape) => (Tensor.Arange(new Shape(shape).Size) + 1).ToFloat32()
        .Reshape(new Shape([1, .. shape, 1]));

    private static Tensor Ones(params int[] taps) => Tensor.Ones(new Shape([.. taps, 1, 1]));

    [Fact]
    public void Same_padding_with_strides_stands_where_Keras_puts_it()
    {
        Tensor.Convolution(Counted(5, 5), Ones(3, 3), [2], Padding.Same).ToArray().ShouldBe([16, 33, 28, 69, 117, 87, 76, 123, 88]);
        Tensor.Convolution(Counted(4, 4), Ones(3, 3), [2], Padding.Same).ToArray().ShouldBe([54, 45, 72, 54]);
        Tensor.Convolution(Counted(4, 4), Ones(2, 2), padding: Padding.Same)[0, 0].ToArray().ShouldBe([14, 18, 22, 12]);
    }

    [Fact]
    public void Causal_padding_sees_no_later_element() =>
        Tensor.Convolution(Counted(5), Ones(3), padding: Padding.Causal).ToArray().ShouldBe([1, 3, 6, 9, 12]);

    [Fact]
    public void Pooling_leaves_padding_out_as_Keras_does()
    {
        Counted(5, 5).AveragePool([2], padding: Padding.Same).ToArray().ShouldBe([4, 6, 7.5f, 14, 16, 17.5f, 21.5f, 23.5f, 25]);
        Counted(5, 5).MaxPool([2]).ToArray().ShouldBe([7, 9, 17, 19]);
        (-Counted(3, 3)).MaxPool([2], padding: Padding.Same).ToArray().ShouldBe([-1, -3, -7, -9]);
    }

    [Fact]
    public void Transposed_convolution_has_the_values_and_lengths_of_Keras()
    {
        var x = Tensor.From([1f, 2, 5, 6], [1, 2, 2, 1]);
        Tensor.ConvolutionTranspose(x, Ones(3, 3), [2], Padding.Same).ToArray()
            .ShouldBe([1, 1, 3, 2, 1, 1, 3, 2, 6, 6, 14, 8, 5, 5, 11, 6]);
        Tensor.ConvolutionTranspose(x, Ones(3, 3), [2]).Shape.ShouldBe([1, 5, 5, 1]);
        Tensor.ConvolutionTranspose(x, Ones(1, 2), [3]).Shape.ShouldBe([1, 6, 6, 1]);
        Tensor.ConvolutionTranspose(x, Ones(3, 3), [2], Padding.Same, [1]).Shape.ShouldBe([1, 4, 4, 1]);
        Tensor.ConvolutionTranspose(x, Ones(3, 3), [2], Padding.Valid, [1]).Shape.ShouldBe([1, 6, 6, 1]);
    }

    [Fact]
    public void The_kernel_is_not_turned_around() =>
        Tensor.Convolution(Counted(4), Tensor.From([1f, 10], [2, 1, 1])).ToArray().ShouldBe([21, 32, 43]);

    [Fact]
    public void Depthwise_filters_are_ordered_by_channel()
    {
        var x = Tensor.From([1f, 2], [1, 1, 1, 2]);
        Tensor.DepthwiseConvolution(x, Tensor.From([1f, 10, 100, 1000], [1, 1, 2, 2])).ToArray().ShouldBe([1, 10, 200, 2000]);
    }

    [Fact]
    public void The_gradient_of_a_maximum_goes_to_the_first_of_equal_elements()
    {
        var x = Tensor.Ones([1, 2, 2, 1]);
        Gradients.Of(x.MaxPool([2]).Sum(), [x])[0].ToArray().ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    public void A_maximum_of_NaN_is_NaN_and_its_gradient_goes_there()
    {
        foreach (var channels in (int[])[1, 40])
        {
            var x = Tensor.From([1f, float.NaN, 3, float.NaN], [1, 4, 1]).BroadcastTo([1, 4, channels]).Compute();
            x.MaxPool([4]).ToArray().ShouldAllBe(value => float.IsNaN(value));
            Gradients.Of(x.MaxPool([4]), [x], Tensor.Ones([1, 1, channels]))[0][0, .., channels - 1].ToArray().ShouldBe([0, 1, 0, 0]);
        }
    }

    [Fact]
    public void The_question_of_ReLU_is_asked_of_pooled_values()
    {
        var x = Tensor.Input([1, 4, 4, 8]);
        var gradient = Gradients.Of(x.Relu().MaxPool([2]).Sum(), [x])[0];
        var plan = new CompiledFunction([x], [gradient]).ToString();
        plan.TrimEnd().Split('\n')[^1].ShouldContain("MaximumPoolGradient");
    }

    [Fact]
    public void Running_convolutions_and_pooling_allocates_nothing()
    {
        var (x, kernel) = (Tensor.Input([2, 9, 9, 3]), Tensor.Input([3, 3, 3, 20]));
        var y = Tensor.Convolution(x, kernel, padding: Padding.Same).Relu().MaxPool([2]);
        var function = new CompiledFunction([x, kernel], [y, .. Gradients.Of(y.Sum(), [x, kernel])], null, new() { Threads = 1 });
        for (var i = 0; i < 3; i++)
            function.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        function.Run();
        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
    }

    [Fact]
    public void A_kernel_larger_than_the_image_is_an_error_that_says_so() =>
        Should.Throw<ShapeException>(() => Tensor.Convolution(Counted(2, 2), Ones(3, 3))).Message.ShouldContain("does not fit on axis 1");

    [Fact]
    public void A_kernel_for_other_channels_is_an_error_that_names_the_shape() =>
        Should.Throw<ShapeException>(
        () => Tensor.Convolution(Tensor.Zeros([1, 4, 4, 3]), Tensor.Zeros([3, 3, 4, 8]))).Message.ShouldContain("(3, 3, 3, filters)");

    [Fact]
    public void No_images_give_no_places() =>
        Tensor.Convolution(Tensor.Zeros([0, 4, 4, 3]), Tensor.Zeros([3, 3, 3, 8])).Shape.ShouldBe([0, 2, 2, 8]);
}
