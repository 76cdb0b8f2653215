using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>Two bright pixels; expected values computed by hand and with NumPy, the edge pixel repeated.</summary>
public sealed class ImageFilterTests
{
    private static readonly Tensor Dots = Tensor.From(new float[,] { { 0, 0, 0, 0 }, { 0, 9, 0, 0 }, { 0, 0, 0, 18 }, { 0, 0, 0, 0 } });

    [Fact]
    public void Box_takes_means() => ShouldBe(ImageFilter.Box(Dots), 1, 1, 1, 0, 1, 1, 3, 4, 1, 1, 3, 4, 0, 0, 2, 4);

    [Fact]
    public void Sobel_finds_how_images_rise_to_the_right_and_downwards()
    {
        ShouldBe(ImageFilter.SobelX(Dots), 9, 0, -9, 0, 18, 0, 0, 18, 9, 0, 27, 36, 0, 0, 18, 18);
        ShouldBe(ImageFilter.SobelY(Dots), 9, 18, 9, 0, 0, 0, 18, 54, -9, -18, -9, 0, 0, 0, -18, -54);
        ImageFilter.SobelMagnitude(Dots).ToArray()[0].ShouldBe(MathF.Sqrt(162), 1e-5);
    }

    [Fact]
    public void Laplacian_sharpen_and_emboss_have_the_kernels_of_the_books()
    {
        ShouldBe(ImageFilter.Laplacian(Dots), 0, 9, 0, 0, 9, -36, 9, 18, 0, 9, 18, -54, 0, 0, 0, 18);
        ShouldBe(ImageFilter.Sharpen(Dots), 0, -9, 0, 0, -9, 45, -9, -18, 0, -9, -18, 72, 0, 0, 0, -18);
        ShouldBe(ImageFilter.Emboss(Dots), 18, 9, 0, 0, 9, 9, 27, 54, 0, -9, 0, 36, 0, 0, 0, -18);
    }

    [Fact]
    public void Gaussian_has_bell_weights_that_add_up_to_one()
    {
        var dot = Dot(15, 7);
        var row = ImageFilter.Gaussian(dot, 1, 7)[7].ToArray();
        float[] weights = [0.004433048f, 0.05400558f, 0.24203623f, 0.39905028f, 0.24203623f, 0.05400558f, 0.004433048f];
        for (var i = 0; i < 7; i++)
            row[4 + i].ShouldBe(weights[i] * weights[3], 1e-7);
        ImageFilter.Gaussian(Tensor.Full([6, 5], 3)).ToArray().ShouldAllBe(value => Math.Abs(value - 3) < 1e-5);
    }

    [Theory]
    [InlineData(FillMode.Wrap, new float[] { 1, 2, 0, 1, 2, 0, 1 })]
    [InlineData(FillMode.Reflect, new float[] { 1, 0, 0, 1, 2, 2, 1 })]
    [InlineData(FillMode.Mirror, new float[] { 2, 1, 0, 1, 2, 1, 0 })]
    [InlineData(FillMode.Nearest, new float[] { 0, 0, 0, 1, 2, 2, 2 })]
    [InlineData(FillMode.Constant, new float[] { 0, 0, 0, 1, 2, 0, 0 })]
    public void The_border_is_as_asked(FillMode border, float[] around)
    {
        var ramp = Tensor.Arange(0, 3).Reshape(1, 3);
        // A kernel that reads one pixel two to the left shows what stands before, one to the right what stands after.
        var left = ImageFilter.Apply(ramp, Tensor.From(new float[,] { { 1, 0, 0, 0, 0 } }), border).ToArray();
        var right = ImageFilter.Apply(ramp, Tensor.From(new float[,] { { 0, 0, 0, 0, 1 } }), border).ToArray();
        left.ShouldBe(around[..3]);
        right.ShouldBe(around[4..]);
    }

    [Fact]
    public void Bytes_and_colours_are_taken_and_each_channel_stays_on_its_own()
    {
        var bytes = Tensor.From(new byte[] { 0, 100, 0, 50, 0, 0, 0, 200, 0 }, [1, 3, 3]);
        ImageFilter.SobelX(bytes).DType.ShouldBe(DType.Float32);
        ImageFilter.Box(Tensor.Full([4, 4, 3], 7)).Shape.ShouldBe(new Shape(4, 4, 3));
        ImageFilter.Laplacian(Tensor.Full([2, 4, 4, 3], 7)).ToArray().ShouldAllBe(value => value == 0);
        Should.Throw<ShapeException>(() => ImageFilter.Apply(Dots, Tensor.Zeros([2, 2]))).Message.ShouldContain("odd");
    }

    private static Tensor Dot(int size, int place) => Tensor.Eye(size) * Tensor.Arange(size).EqualTo(place).ToFloat32();

    private static void ShouldBe(Tensor image, params float[] expected)
    {
        image.Shape.ShouldBe(new Shape(4, 4));
        var values = image.ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i].ShouldBe(expected[i], 1e-5, $"element {i}");
    }
}
