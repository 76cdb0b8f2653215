using Shouldly;

namespace Cornea.Tests.Imaging;

public sealed class DigitImageTests
{
    [Fact]
    public void Pictures_of_MNIST_come_out_as_they_went_in()
    {
        var images = Mnist.Load().Test.Images;
        for (var i = 0; i < images.Shape[0]; i++)
        {
            var digit = images[i].ToArray<byte>();
            Normalized(digit, 28, 28).AsSpan().SequenceEqual(digit).ShouldBeTrue($"picture {i}");
        }
    }

    [Fact]
    public void A_digit_off_the_center_and_dark_on_light_is_found()
    {
        var images = Mnist.Load().Test.Images;
        for (var i = 0; i < 50; i++)
        {
            var digit = images[i].ToArray<byte>();
            var page = new byte[50 * 44];
            Array.Fill(page, (byte)255);
            for (var pixel = 0; pixel < digit.Length; pixel++)
                page[(pixel / 28 + 19) * 44 + pixel % 28 + 2] = (byte)(255 - digit[pixel]);
            Normalized(page, 44, 50).AsSpan().SequenceEqual(digit).ShouldBeTrue($"picture {i}");
        }
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(255, 0)]
    [InlineData(40, 200)]
    [InlineData(130, 60)]
    public void The_longer_side_becomes_20_pixels_around_the_center_of_mass(byte background, byte ink)
    {
        var picture = new byte[200 * 300];
        Array.Fill(picture, background);
        Fill(picture, 300, 250, 60, 40, 100, ink);
        // 40 x 100 becomes 8 x 20. The middle of columns 0 to 7 is 3.5 and goes to 14.5, the nearest to 14; that of rows 9.5 to 14.5.
        Normalized(picture, 300, 200).ShouldBe(Bar(11, 5, 8, 20));
    }

    [Fact]
    public void Light_that_changes_over_a_noisy_page_is_taken_away()
    {
        var picture = new byte[200 * 300];
        for (var i = 0; i < picture.Length; i++)
            picture[i] = (byte)(160 + i % 300 / 5 + (i * 7919 % 13 - 6) / 2);
        for (var y = 60; y < 160; y++)
        {
            for (var x = 100; x < 140; x++)
                picture[y * 300 + x] = (byte)(30 + (x * y) % 9);
        }
        var found = Normalized(picture, 300, 200);
        var expected = Bar(11, 5, 8, 20);
        for (var i = 0; i < found.Length; i++)
            Math.Abs(found[i] - expected[i]).ShouldBeLessThan(2, $"pixel {i}");
    }

    [Fact]
    public void Transparent_pixels_are_background_for_black_and_for_white_ink()
    {
        foreach (var ink in (byte[])[0, 255])
        {
            var picture = new byte[100 * 100 * 4];
            for (var y = 20; y < 80; y++)
            {
                for (var x = 40; x < 64; x++)
                    ((ReadOnlySpan<byte>)[ink, ink, ink, 255]).CopyTo(picture.AsSpan((y * 100 + x) * 4));
            }
            DigitImage.Normalize(Tensor.From(picture, [100, 100, 4])).ToArray<byte>().ShouldBe(Bar(11, 5, 8, 20));
        }
    }

    [Fact]
    public void A_thin_line_becomes_a_stroke_as_wide_as_those_of_MNIST()
    {
        var picture = new byte[400 * 400];
        Fill(picture, 400, 150, 100, 2, 200, 255);
        var found = Normalized(picture, 400, 400);
        // The line would be a fifth of a pixel wide and 51 of 255 strong.
        var row = found[(14 * 28)..(15 * 28)];
        row.Count(value => value > 100).ShouldBeInRange(2, 3);
        row.Max().ShouldBe((byte)255);
    }

    [Fact]
    public void Dust_is_no_ink()
    {
        var picture = new byte[200 * 300];
        Fill(picture, 300, 250, 60, 40, 100, 255);
        Fill(picture, 300, 10, 10, 3, 3, 255);
        Fill(picture, 300, 20, 180, 2, 2, 255);
        Normalized(picture, 300, 200).ShouldBe(Bar(11, 5, 8, 20));
    }

    [Fact]
    public void The_color_of_the_ink_can_be_told()
    {
        // Of a page that is mostly covered, the hole is the digit when the ink is said to be light.
        var picture = new byte[100 * 100];
        Fill(picture, 100, 10, 10, 80, 80, 200);
        Normalized(picture, 100, 100).ShouldBe(Bar(5, 5, 20, 20));
        DigitImage.Normalize(Tensor.From(picture, [100, 100]), InkColor.Light).ToArray<byte>().ShouldBe(Bar(5, 5, 20, 20));
        DigitImage.Normalize(Tensor.From(picture, [100, 100]), InkColor.Dark).ToArray<byte>().ShouldAllBe(value => value == 0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(300, 300)]
    public void A_blank_picture_has_no_ink(int width, int height)
    {
        foreach (var level in (byte[])[0, 100, 255])
        {
            var picture = new byte[width * height];
            Array.Fill(picture, level);
            Normalized(picture, width, height).ShouldAllBe(value => value == 0);
        }
    }

    [Fact]
    public void Color_and_numbers_from_0_to_1_are_read()
    {
        var grey = new float[60 * 60];
        for (var i = 0; i < grey.Length; i++)
            grey[i] = i / 60 is >= 10 and < 50 && i % 60 is >= 20 and < 36 ? 1 : 0;
        DigitImage.Normalize(Tensor.From(grey, [60, 60])).ToArray<byte>().ShouldBe(Bar(11, 5, 8, 20));
        float[] rgb = [.. grey.SelectMany(value => new[] { 0f, 0f, value })];
        DigitImage.Normalize(Tensor.From(rgb, [60, 60, 3])).ToArray<byte>().ShouldBe(Bar(11, 5, 8, 20));
    }

    [Fact]
    public void What_is_no_picture_is_refused() =>
        Should.Throw<ShapeException>(() => DigitImage.Normalize(Tensor.Zeros([2, 28, 28, 1])))
            .Message.ShouldStartWith("DigitImage.Normalize expects one picture");

    private static byte[] Normalized(byte[] pixels, int width, int height) =>
        DigitImage.Normalize(Tensor.From(pixels, [height, width])).ToArray<byte>();

    private static byte[] Bar(int left, int top, int width, int height)
    {
        var bar = new byte[28 * 28];
        Fill(bar, 28, left, top, width, height, 255);
        return bar;
    }

    private static void Fill(byte[] pixels, int pitch, int left, int top, int width, int height, byte value)
    {
        for (var y = top; y < top + height; y++)
            pixels.AsSpan(y * pitch + left, width).Fill(value);
    }
}
