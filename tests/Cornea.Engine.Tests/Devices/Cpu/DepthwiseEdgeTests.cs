using Shouldly;

namespace Cornea.Tests.Devices.Cpu;

/// <summary>3x3 windows of channels by whole vectors that reach beside the image, against sums written out.</summary>
public sealed class DepthwiseEdgeTests
{
    [Theory]
    [InlineData(1, 1, 2, 4, 1, 1)]
    [InlineData(2, 5, 7, 24, 1, 1)]
    [InlineData(1, 6, 6, 36, 2, 1)]
    [InlineData(1, 7, 5, 20, 1, 2)]
    [InlineData(1, 3, 3, 960, 1, 1)] // shared out by channels
    [InlineData(1, 6, 6, 200, 2, 1)]
    [InlineData(3, 20, 31, 16, 1, 1)]
    public void Sums_leave_out_what_lies_beside_the_image(int images, int rows, int columns, int channels, int stride, int dilation)
    {
        var random = new Random(1);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        var (x, kernel, bias) = (Values(images * rows * columns * channels), Values(9 * channels), Values(channels));
        var image = Tensor.Input([images, rows, columns, channels], name: "x");
        var weights = Tensor.From(kernel, [3, 3, channels, 1]);
        var y = (Tensor.DepthwiseConvolution(image, weights, [stride], Padding.Same, [dilation]) + Tensor.From(bias, [channels])).Relu();
        var function = new CompiledFunction([image], [y], null, new CompileOptions { Threads = 2 });
        x.CopyTo(function.Input<float>(0));
        function.Run();
        var result = function.Output<float>(0).ToArray();

        int Low(int length)
        {
            var positions = (length + stride - 1) / stride;
            return Math.Max(0, ((positions - 1) * stride) + (2 * dilation) + 1 - length) / 2;
        }
        var (lowRow, lowColumn) = (Low(rows), Low(columns));
        var (height, width) = ((rows + stride - 1) / stride, (columns + stride - 1) / stride);
        result.Length.ShouldBe(images * height * width * channels);
        for (var i = 0; i < result.Length; i++)
        {
            var (place, channel) = Math.DivRem(i, channels);
            (place, var column) = Math.DivRem(place, width);
            var (n, row) = Math.DivRem(place, height);
            double sum = bias[channel];
            for (var tap = 0; tap < 9; tap++)
            {
                int r = (row * stride) - lowRow + (tap / 3 * dilation), c = (column * stride) - lowColumn + (tap % 3 * dilation);
                if (r >= 0 && r < rows && c >= 0 && c < columns)
                    sum += (double)x[(((((n * rows) + r) * columns) + c) * channels) + channel] * kernel[(tap * channels) + channel];
            }
            // Ten roundings of sums below 8, half a unit in the last place each.
            result[i].ShouldBe((float)Math.Max(0, sum), 2.4e-6f, $"element {i}");
        }
    }
}
