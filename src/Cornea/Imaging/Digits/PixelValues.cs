namespace Cornea.Imaging;

/// <summary>The values of a picture that a caller has as a tensor of any type.</summary>
internal static class PixelValues
{
    /// <summary>The values as bytes.</summary>
    /// <param name="image">One picture.</param>
    /// <param name="who">Who asks, for the message.</param>
    /// <param name="mostChannels">3 for grey and RGB, 4 for opacity too.</param>
    /// <returns>[height, width, channels], 0 black to 255 white.</returns>
    /// <exception cref="ShapeException">The tensor is no single picture.</exception>
    public static (byte[] Pixels, int Width, int Height, int Channels) Of(Tensor image, string who, int mostChannels)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shape = image.Shape;
        if (shape.Rank is not (2 or 3) || (shape.Rank == 3 && !IsChannels(shape[2])) || shape.Size == 0)
        {
            throw new ShapeException(
                $"{who} expects one picture of shape (height, width), (height, width, 1) or (height, width, 3), " +
                $"but received {image.Type}. Choose one of several with images[0].");
        }
        return (Bytes(image), shape[1], shape[0], shape.Rank == 3 ? shape[2] : 1);

        bool IsChannels(int channels) => channels is 1 or 3 || mostChannels == 4 && channels is 2 or 4;
    }

    private static byte[] Bytes(Tensor image)
    {
        if (image.DType == DType.UInt8)
            return image.ToArray<byte>();
        var values = image.ToArray<double>();
        var scale = image.DType == DType.Bool || !Array.Exists(values, value => value > 1) ? 255.0 : 1.0;
        // A cast of NaN to a byte is not the same on every processor, so NaN goes first.
        return Array.ConvertAll(values, value => double.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp(value * scale, 0, 255)));
    }
}
