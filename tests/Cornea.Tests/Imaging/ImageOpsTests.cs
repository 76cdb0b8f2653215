using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>What Keras's cases do not say about image functions: types, gradients, limits, errors.</summary>
public sealed class ImageOpsTests
{
    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.BicubicSharp)]
    [InlineData(Interpolation.Lanczos3)]
    [InlineData(Interpolation.Lanczos5)]
    public void Resizing_keeps_even_areas_even_and_has_the_right_gradient(Interpolation interpolation)
    {
        foreach (var antialias in new[] { false, true })
        {
            var even = ImageOps.Resize(Tensor.Full([5, 9, 2], 0.25), 11, 3, interpolation, antialias);
            even.Shape.ShouldBe(new Shape(11, 3, 2));
            even.ToArray().ShouldAllBe(value => Math.Abs(value - 0.25) < 1e-6);
        }
        var images = RandomKey.From(1).Normal([1, 4, 3, 2]);
        GradientCheck.Run(inputs => ImageOps.Resize(inputs[0], 3, 5, interpolation).Square().Sum(), [images]).ThrowIfFailed();
    }

    [Fact]
    public void Bytes_come_back_rounded_as_bytes()
    {
        var small = ImageOps.Resize(Tensor.From(new byte[] { 0, 255 }, [1, 2, 1]), 1, 4);
        small.DType.ShouldBe(DType.UInt8);
        small.ToArray<byte>().ShouldBe([0, 64, 191, 255]);
    }

    [Fact]
    public void Reading_at_moved_places_has_the_right_gradient_for_pixels_and_places()
    {
        var images = RandomKey.From(2).Normal([1, 4, 4, 1]);
        var transform = Tensor.From([0.9f, 0.12f, 0.36f, -0.07f, 1.1f, -0.21f, 0.01f, 0.02f]);
        GradientCheck.Run(inputs => ImageOps.AffineTransform(inputs[0], inputs[1], fillMode: FillMode.Reflect).Square().Sum(),
            [images, transform])
            .ThrowIfFailed();
    }

    [Fact]
    public void Perspective_brings_each_start_point_to_its_end_point()
    {
        var image = Tensor.Zeros([7, 7]).ScatterUpdate(Tensor.From([1, 5]), Tensor.Stack([Tensor.Arange(7), Tensor.Arange(7) + 10]))
            .ExpandDims(2).ToFloat32();
        var start = Tensor.From(new float[,] { { 1, 1 }, { 5, 1 }, { 1, 5 }, { 5, 5 } });
        var end = Tensor.From(new float[,] { { 0, 0 }, { 6, 1 }, { 1, 6 }, { 5, 4 } });
        var moved = ImageOps.PerspectiveTransform(image, start, end);
        moved[0, 0, 0].Item().ShouldBe(1, 1e-3);
        moved[1, 6, 0].Item().ShouldBe(5, 1e-3);
        moved[6, 1, 0].Item().ShouldBe(11, 1e-3);
        moved[4, 5, 0].Item().ShouldBe(15, 1e-3);
    }

    [Fact]
    public void Hue_saturation_and_value_lead_back_to_the_colours()
    {
        var colours = RandomKey.From(3).Uniform([2, 5, 4, 3]);
        var back = ImageOps.HsvToRgb(ImageOps.RgbToHsv(colours));
        (back - colours).Abs().Max().Item().ShouldBeLessThan(1e-6f);
    }

    [Fact]
    public void Equal_images_are_similar_without_limit()
    {
        var images = RandomKey.From(4).Uniform([3, 12, 13, 2]);
        ImageOps.Ssim(images, images, 1).ToArray().ShouldBe([1, 1, 1]);
        ImageOps.Psnr(images, images + 0.1, 1).Item().ShouldBe(20, 1e-3);
    }

    [Fact]
    public void An_elastic_transform_depends_on_its_key_alone()
    {
        var images = RandomKey.From(5).Uniform([2, 9, 8, 1]);
        var first = ImageOps.ElasticTransform(images, RandomKey.From(7), alpha: 3, sigma: 1).ToArray();
        first.ShouldBe(ImageOps.ElasticTransform(images, RandomKey.From(7), alpha: 3, sigma: 1).ToArray());
        first.ShouldNotBe(ImageOps.ElasticTransform(images, RandomKey.From(8), alpha: 3, sigma: 1).ToArray());
        ImageOps.ElasticTransform(images, RandomKey.From(7), alpha: 0, sigma: 1).ToArray().ShouldBe(images.ToArray());
    }

    [Fact]
    public void What_is_no_image_is_refused_with_its_shape()
    {
        Should.Throw<ShapeException>(() => ImageOps.Resize(Tensor.Zeros([28, 28]), 14, 14)).Message.ShouldContain("(28, 28)");
        Should.Throw<ShapeException>(() => ImageOps.RgbToHsv(Tensor.Zeros([4, 4, 2]))).Message.ShouldContain("3 channels");
        Should.Throw<ShapeException>(() => ImageOps.CropImages(Tensor.Zeros([4, 4, 1]), 2, 0, 3, 3)).Message.ShouldContain("Keep inside");
        Should.Throw<ArgumentOutOfRangeException>(
            () => ImageOps.AffineTransform(Tensor.Zeros([4, 4, 1]), Tensor.Zeros([8]), Interpolation.Bicubic));
    }
}
