using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>Layers that change images the same way always.</summary>
public sealed class ImagePreprocessingTests
{
    private static readonly Tensor Grey = Tensor.From(new float[,]
    {
        { 10, 200, 30, 40, 90 }, { 55, 60, 70, 250, 80 }, { 90, 100, 110, 120, 5 }, { 13, 140, 255, 160, 0 }, { 17, 33, 77, 99, 101 },
    }).Reshape(1, 5, 5, 1);

    /// <summary>Expected values computed with NumPy from the definition in Keras.</summary>
    [Theory]
    [InlineData(40, new[] { 28.3333, 255.0, 54.8545, 66.3942, 166.4464, 85.0, 113.3333, 131.729, 254.5068, 126.8512 })]
    [InlineData(0, new[] { 28.3333, 255.0, 56.6667, 70.8333, 193.6111, 85.0, 113.3333, 132.2222, 255.0, 141.6667 })]
    public void Histograms_of_tiles_are_equalized_and_blended(double clipLimit, double[] firstRows)
    {
        Tensor both = new ContrastLimitedAdaptiveHistogramEqualization(clipLimit: clipLimit, tileGridSize: (2, 2))
            .Apply(Tensor.Concat([255 - Grey, Grey]).Repeat(2, 3));
        both.Shape.ShouldBe(new Shape(2, 5, 5, 2));
        var values = both[1, Slice.All, Slice.All, 1].ToArray();
        for (var i = 0; i < firstRows.Length; i++)
            values[i].ShouldBe((float)firstRows[i], 1e-3);
    }

    [Fact]
    public void Each_image_has_a_histogram_of_its_own()
    {
        Tensor alone = new Equalization().Apply(Grey);
        Tensor together = new Equalization().Apply(Tensor.Concat([Grey, Grey * 0.5, Tensor.Full([1, 5, 5, 1], 7)]));
        together[0].ToArray().ShouldBe(alone[0].ToArray());
        together[2].ToArray().ShouldAllBe(value => value == 7);
    }

    [Fact]
    public void Contrast_is_stretched_in_the_given_range_and_even_channels_stay()
    {
        var stretched = ((Tensor)new AutoContrast((0, 1)).Apply(Tensor.From([0.2f, 5, 0.4f, 5, 0.6f, 5], [1, 1, 3, 2]))).ToArray();
        float[] expected = [0, 5, 0.5f, 5, 1, 5];
        for (var i = 0; i < 6; i++)
            stretched[i].ShouldBe(expected[i], 1e-5);
    }

    [Fact]
    public void Sizes_of_results_are_known_before_anything_runs()
    {
        new Resizing(7, 9).ComputeOutputShape([Shape.Unknown, 28, 30, 3])[0].ShouldBe(new Shape(Shape.Unknown, 7, 9, 3));
        new CenterCrop(7, 9, DataFormat.ChannelsFirst).ComputeOutputShape([Shape.Unknown, 3, 28, 30])[0].ShouldBe(
            new Shape(Shape.Unknown, 3, 7, 9));
        new RandomCrop(7, 9).ComputeOutputShape([Shape.Unknown, 28, 30, 3])[0].ShouldBe(new Shape(Shape.Unknown, 7, 9, 3));
    }
}
