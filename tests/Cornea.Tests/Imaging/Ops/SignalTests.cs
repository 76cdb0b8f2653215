using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>Expected values are those of numpy.convolve, numpy.correlate and scipy.signal.convolve2d.</summary>
public sealed class SignalTests
{
    private static readonly float[] Long = [3, 1, 4, 1, 5, 9, 2, 6];
    private static readonly float[] Short = [2, 7, 1, 8];

    [Theory]
    [InlineData(ConvolveMode.Full, new float[] { 6, 23, 18, 55, 29, 86, 80, 75, 116, 22, 48 })]
    [InlineData(ConvolveMode.Same, new float[] { 23, 18, 55, 29, 86, 80, 75, 116 })]
    [InlineData(ConvolveMode.Valid, new float[] { 55, 29, 86, 80, 75 })]
    public void Convolve_gives_what_NumPy_gives_whichever_is_longer(ConvolveMode mode, float[] expected)
    {
        Signal.Convolve(Tensor.From(Long), Tensor.From(Short), mode).ToArray().ShouldBe(expected);
        Signal.Convolve(Tensor.From(Short), Tensor.From(Long), mode).ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData(ConvolveMode.Full, new float[] { 24, 11, 54, 25, 71, 92, 62, 123, 38, 46, 12 })]
    [InlineData(ConvolveMode.Same, new float[] { 11, 54, 25, 71, 92, 62, 123, 38 })]
    [InlineData(ConvolveMode.Valid, new float[] { 25, 71, 92, 62, 123 })]
    public void Correlate_does_not_turn_the_kernel_round(ConvolveMode mode, float[] expected) =>
        Signal.Correlate(Tensor.From(Long), Tensor.From(Short), mode).ToArray().ShouldBe(expected);

    [Fact]
    public void Integers_stay_integers()
    {
        var product = Signal.Convolve(Tensor.From([1, 2, 3]), Tensor.From([0, 1, 2]));
        product.DType.ShouldBe(DType.Int32);
        product.ToArray<int>().ShouldBe([0, 1, 4, 7, 6]);
    }

    [Theory]
    [InlineData(ConvolveMode.Full, new float[] { 1, 4, 7, 10, 8, 8, 26, 36, 46, 32, 24, 66, 76, 86, 56, 27, 66, 73, 80, 48 })]
    [InlineData(ConvolveMode.Same, new float[] { 1, 4, 7, 10, 8, 26, 36, 46, 24, 66, 76, 86 })]
    [InlineData(ConvolveMode.Valid, new float[] { 26, 36, 46, 66, 76, 86 })]
    public void A_convolution_in_two_dimensions_is_a_sum_of_shifted_images(ConvolveMode mode, float[] expected)
    {
        var image = Tensor.Arange(1, 13).Reshape(3, 4);
        var kernel = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } });
        Signal.Convolve2D(image, kernel, mode).ToArray().ShouldBe(expected);
        // The same kernel turned round, as a correlation; both Same modes agree for the odd kernel only.
        if (mode != ConvolveMode.Same)
            Signal.Correlate2D(image, kernel.Reverse(0, 1), mode).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Channels_and_batches_are_convolved_each_on_its_own()
    {
        var plane = Tensor.Arange(1, 13).Reshape(3, 4);
        var kernel = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } });
        var colour = Tensor.Stack([plane, plane * 10], -1);
        Signal.Convolve2D(colour, kernel, ConvolveMode.Valid)[Slice.All, Slice.All, 1].ToArray().ShouldBe([260, 360, 460, 660, 760, 860]);
        Signal.Convolve2D(Tensor.Stack([colour, colour * 2]), kernel, ConvolveMode.Valid)[1, Slice.All, Slice.All, 0].ToArray()
            .ShouldBe([52, 72, 92, 132, 152, 172]);
    }

    [Theory]
    [InlineData(ConvolveMode.Full)]
    [InlineData(ConvolveMode.Same)]
    [InlineData(ConvolveMode.Valid)]
    public void Kernels_of_many_taps_give_what_the_sum_of_products_gives(ConvolveMode mode)
    {
        // Whole numbers, so that int and float results are equal to the last bit.
        var line = RandomKey.From(1).Integers([40], -5, 6);
        var taps = RandomKey.From(2).Integers([12], -5, 6);
        Signal.Convolve(line.ToFloat32(), taps.ToFloat32(), mode).ToArray<int>().ShouldBe(Signal.Convolve(line, taps, mode).ToArray<int>());
        var image = RandomKey.From(3).Integers([2, 9, 8, 3], -5, 6);
        var kernel = RandomKey.From(4).Integers([4, 5], -5, 6);
        foreach (var part in new[] { image, image[0], image[0, Slice.All, Slice.All, 0] })
        {
            var expected = Signal.Convolve2D(part, kernel, mode);
            var sums = Signal.Convolve2D(part.ToFloat32(), kernel.ToFloat32(), mode);
            sums.Shape.ShouldBe(expected.Shape);
            sums.ToArray<int>().ShouldBe(expected.ToArray<int>());
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        Should.Throw<ShapeException>(() => Signal.Convolve(Tensor.Zeros([2, 2]), Tensor.Zeros([2]))).Message.ShouldContain("(2, 2)");
        Should.Throw<ShapeException>(() => Signal.Correlate2D(Tensor.Zeros([2, 2]), Tensor.Zeros([3, 3]))).Message.ShouldContain(
            "Same or Full");
    }
}
