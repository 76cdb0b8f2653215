namespace Cornea.Reports;

/// <summary>Samples of a tensor as pictures.</summary>
public static class SamplePictures
{
    // Fewer pixels are more likely a table than a picture.
    private const int FewestPixels = 36;

    /// <summary>Whether samples of this shape are pictures: (n, height, width), (n, height, width, 1 or 3), or flat squares of 36 pixels
    /// or more, such as 784.</summary>
    /// <param name="shape">The shape, its first axis the samples.</param>
    public static bool Fits(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank switch
        {
            4 => shape[3] is 1 or 3 && shape[1] * shape[2] > 0,
            3 => shape[1] * shape[2] >= FewestPixels,
            2 => shape[1] >= FewestPixels && Side(shape[1]) * Side(shape[1]) == shape[1],
            _ => false,
        };
    }

    /// <summary>Each sample as a picture. Bytes stay; other values are read as 0 to 1 where none is above 1, as 0 to 255 else, and from the
    /// least to the greatest where some are negative.</summary>
    /// <param name="samples">The samples, of a shape that <see cref="Fits"/>.</param>
    /// <exception cref="ShapeException">They are no pictures.</exception>
    public static IReadOnlyList<PixelPicture> Of(Tensor samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (!Fits(samples.Shape))
        {
            throw new ShapeException(
                $"SamplePictures.Of expects pictures of shape (n, height, width) or (n, height, width, 1 or 3), but received " +
                $"{samples.Shape}. Reshape them first.");
        }
        var shape = samples.Shape;
        var (height, width) = shape.Rank == 2 ? (Side(shape[1]), Side(shape[1])) : (shape[1], shape[2]);
        var channels = shape.Rank == 4 ? shape[3] : 1;
        var size = height * width * channels;
        var bytes = Bytes(samples);
        return [.. Enumerable.Range(0, shape[0])
            .Select(i => new PixelPicture(bytes[(i * size)..((i + 1) * size)], width, height, channels))];
    }

    private static byte[] Bytes(Tensor samples)
    {
        if (samples.DType == DType.UInt8)
            return samples.ToArray<byte>();
        var values = samples.ToArray<double>();
        var (least, greatest) = (values.Where(double.IsFinite).Append(0).Min(), values.Where(double.IsFinite).Append(0).Max());
        var (from, scale) = least < 0 ? (least, 255 / (greatest - least)) : (0, samples.DType == DType.Bool || greatest <= 1 ? 255.0 : 1.0);
        // A cast of NaN to a byte is not the same on every processor.
        return Array.ConvertAll(values, value => double.IsNaN(value) ? (byte)0
            : (byte)Math.Round(Math.Clamp((value - from) * scale, 0, 255)));
    }

    private static int Side(int pixels) => (int)Math.Round(Math.Sqrt(pixels));
}
