using Shouldly;
using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>RoiAlign whose number of points follows from the region, beside the definition in plain loops.</summary>
public sealed class AdaptiveRegionTests
{
    private const int Channels = 2, Height = 5, Width = 6, High = 2, Wide = 3;

    private static readonly float[] Corners =
    [
        0, 0, 4, 4,
        1.2f, 2.3f, 5.9f, 4.7f,
        -3, -2, 9, 8,
        2, 2, 2.2f, 2.1f,
        -20, -15, 30, 35,
        12, 12, 15, 18,
    ];

    private static readonly long[] Pictures = [0, 1, 1, 0, 1, 0];

    [Theory]
    [InlineData("avg", "half_pixel", 1)]
    [InlineData("avg", "output_half_pixel", 1)]
    [InlineData("avg", "half_pixel", .5)]
    [InlineData("max", "half_pixel", 1)]
    [InlineData("max", "output_half_pixel", .5)]
    public void As_defined(string mode, string coordinates, double scale)
    {
        var x = Tensor.From(Enumerable.Range(0, 2 * Channels * Height * Width).Select(i => (float)Math.Sin(i * 1.7) * 3).ToArray(),
            [2, Channels, Height, Width]);
        var y = Run("RoiAlign", 16, [x, Numbers(Corners).Reshape(-1, 4), Whole(Pictures)], ("mode", mode),
            ("coordinate_transformation_mode", coordinates), ("spatial_scale", (float)scale), ("output_height", (long)High),
            ("output_width", (long)Wide));
        y.Shape.ShouldBe(new Shape(Pictures.Length, Channels, High, Wide));
        Near(y, [.. Enumerable.Range(0, Pictures.Length).SelectMany(region => Enumerable.Range(0, Channels).SelectMany(channel =>
            Enumerable.Range(0, High * Wide).Select(part => Part(x, region, channel, part / Wide, part % Wide, mode == "max",
                coordinates == "half_pixel", scale))))]);
    }

    private static double Part(Tensor x, int region, int channel, int row, int column, bool largest, bool half, double scale)
    {
        var values = x.ToArray();
        double Corner(int i) => Corners[region * 4 + i] * scale - (half ? 0.5 : 0);
        double Length(double length) => half ? length : Math.Max(length, 1);
        var (high, wide) = (Length(Corner(3) - Corner(1)) / High, Length(Corner(2) - Corner(0)) / Wide);
        var (down, across) = ((int)Math.Ceiling(high), (int)Math.Ceiling(wide));
        var (sum, best) = (0.0, double.NegativeInfinity);
        for (var i = 0; i < down; i++)
        {
            for (var j = 0; j < across; j++)
            {
                var y = Corner(1) + high * row + (i + 0.5) * high / down;
                var at = Corner(0) + wide * column + (j + 0.5) * wide / across;
                foreach (var part in Parts(y, at))
                {
                    sum += part;
                    best = Math.Max(best, part);
                }
            }
        }
        return largest ? best : sum / (down * across);

        double[] Parts(double y, double at)
        {
            if (y < -1 || y > Height || at < -1 || at > Width)
                return [0];
            (y, at) = (Math.Clamp(y, 0, Height - 1), Math.Clamp(at, 0, Width - 1));
            var (top, left) = ((int)y, (int)at);
            double Value(int i, int j) => values[((Pictures[region] * Channels + channel) * Height + Math.Min(i, Height - 1)) * Width
                + Math.Min(j, Width - 1)];
            return
            [
                Value(top, left) * (1 - y + top) * (1 - at + left), Value(top, left + 1) * (1 - y + top) * (at - left),
                Value(top + 1, left) * (y - top) * (1 - at + left), Value(top + 1, left + 1) * (y - top) * (at - left),
            ];
        }
    }
}
