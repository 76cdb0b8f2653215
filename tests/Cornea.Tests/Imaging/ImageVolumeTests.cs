using Shouldly;

namespace Cornea.Tests.Imaging;

public sealed class ImageVolumeTests
{
    [Fact]
    public void Blocks_of_a_volume_are_rows_of_their_voxels()
    {
        // A volume of 2 x 4 x 4 with one channel; blocks of 2 x 2 x 2.
        var volume = Tensor.Arange(0, 32).Reshape(1, 2, 4, 4, 1);
        var patches = ImageOps.ExtractPatches3D(volume, (2, 2, 2));
        patches.Shape.ShouldBe([1, 1, 2, 2, 8]);
        patches.Reshape(4, 8)[0].ToArray().ShouldBe([0, 1, 4, 5, 16, 17, 20, 21]);
        patches.Reshape(4, 8)[3].ToArray().ShouldBe([10, 11, 14, 15, 26, 27, 30, 31]);
        // One volume, channels first, every place, and a padded one.
        ImageOps.ExtractPatches3D(volume.Reshape(1, 2, 4, 4), (2, 2, 2), (1, 1, 1),
            dataFormat: DataFormat.ChannelsFirst).Shape.ShouldBe([8, 1, 3, 3]);
        ImageOps.ExtractPatches3D(volume, (2, 3, 3), (2, 3, 3), same: true).Shape.ShouldBe([1, 1, 2, 2, 18]);
        // Blocks with holes: voxels 0 and 2 along the last axis.
        ImageOps.ExtractPatches3D(volume, (1, 1, 2), (2, 4, 4), dilation: 2).ToArray().ShouldBe([0, 2]);
        Should.Throw<ShapeException>(() => ImageOps.ExtractPatches3D(volume, (3, 2, 2))).Message.ShouldContain("span 3 along axis 1");
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(2, 3, false)]
    public void Images_come_back_from_their_patches(int size, int stride, bool same)
    {
        var images = RandomKey.From(3).Uniform([2, 6, 8, 3]);
        var patches = ImageOps.ExtractPatches(images, (size, size), (stride, stride), same: same);
        var back = ImageOps.ReconstructPatches(patches, (size, size), (6, 8), (stride, stride), same);
        // Where the strides leave pixels out they are zero.
        var seen = ImageOps.ReconstructPatches(ImageOps.ExtractPatches(Tensor.OnesLike(images), (size, size), (stride, stride), same: same),
            (size, size), (6, 8), (stride, stride), same);
        back.ToArray().ShouldBe((images * seen).ToArray(), 1e-6);
        if (stride <= size)
            seen.Min().Item().ShouldBe(1, 1e-6);
    }

    [Fact]
    public void Sums_of_overlapping_patches_count_each()
    {
        var patches = ImageOps.ExtractPatches(Tensor.Ones([3, 3, 1]), (2, 2), (1, 1));
        ImageOps.ReconstructPatches(patches, (2, 2), strides: (1, 1), mean: false).ToArray().ShouldBe([1, 2, 1, 2, 4, 2, 1, 2, 1]);
        Should.Throw<ShapeException>(() => ImageOps.ReconstructPatches(patches, (3, 3)));
    }

    [Fact]
    public void Stretched_by_the_quotient_of_the_sizes_it_is_a_resized_image()
    {
        var image = RandomKey.From(1).Uniform([4, 6, 2]);
        foreach (var method in new[] { Interpolation.Bilinear, Interpolation.Bicubic, Interpolation.Lanczos3 })
        {
            foreach (var (height, width) in new[] { (8, 9), (3, 4) })
            {
                var moved = ImageOps.ScaleAndTranslate(image, [height, width, 2], Tensor.From([height / 4f, width / 6f]), Tensor.Zeros([2]),
                    [0, 1], method);
                moved.ToArray().ShouldBe(ImageOps.Resize(image, height, width, method, antialias: true).ToArray(), 1e-5);
            }
        }
    }

    [Fact]
    public void What_is_moved_in_is_zero_and_integers_stay_integers()
    {
        // Two places to the right; half a place more takes means.
        var row = Tensor.From([1f, 2, 3, 4]);
        Moved(row, 2).ToArray().ShouldBe([0, 0, 1, 2], 1e-6);
        Moved(row, 1.5f).ToArray().ShouldBe([0, 1, 1.5f, 2.5f], 1e-6);
        // Keras keeps integers within the range that they had.
        Moved(Tensor.From([10, 20, 30, 40]), 1.5f).ToArray<int>().ShouldBe([10, 10, 15, 25]);
    }

    [Fact]
    public void Scale_and_translation_have_gradients()
    {
        var image = RandomKey.From(2).Uniform([5, 5]);
        GradientCheck.Run(
            inputs => ImageOps.ScaleAndTranslate(inputs[0], [4, 7], inputs[1], inputs[2], [0, 1], Interpolation.Bicubic, antialias: false)
                .Square().Sum(),
            [image, Tensor.From([0.83f, 1.37f]), Tensor.From([0.21f, 0.43f])]).ThrowIfFailed();
    }

    [Theory]
    [InlineData(DType.UInt8, 10, 250)]
    [InlineData(DType.Int8, -120, 120)]
    [InlineData(DType.Int16, -32000, 32000)]
    public void Whole_numbers_are_rounded_and_stay_within_those_of_the_picture(DType dtype, int low, int high)
    {
        var row = Tensor.From([low, low, low, high, high, high, low, low, low]);
        var curve = Widened(row.ToFloat32());
        // The cubic overshoots beyond what the type holds, where whole numbers would wrap around.
        curve.Max().Item().ShouldBeGreaterThan(high + 5);
        curve.Min().Item().ShouldBeLessThan(low - 5);
        Widened(row.Cast(dtype)).Cast(DType.Float32).ToArray().ShouldBe(
            [.. curve.ToArray().Select(value => Math.Clamp(MathF.Round(value, MidpointRounding.ToEven), low, high))]);

        static Tensor Widened(Tensor row) =>
            ImageOps.ScaleAndTranslate(row, [27], Tensor.From([3f]), Tensor.Zeros([1]), [0], Interpolation.Bicubic);
    }

    private static Tensor Moved(Tensor row, float by) =>
        ImageOps.ScaleAndTranslate(row, row.Shape, Tensor.From([1f]), Tensor.From([by]), [0]);
}
