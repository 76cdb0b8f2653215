namespace Cornea.Layers;

/// <summary>Random numbers, one per image of a batch.</summary>
internal static class ImageDraws
{
    /// <summary>Uniform numbers, (batch, 1, 1, 1).</summary>
    public static Tensor PerImage(this RandomKey key, int stream, Tensor images, (double Low, double High) range) =>
        key.Stream(stream).Uniform(new Shape(images.Shape[0], 1, 1, 1), range.Low, range.High);

    /// <summary>Whether to change each image, (batch, 1, 1, 1): the probability is drawn from a range, then the image. Takes two
    /// streams.</summary>
    public static Tensor Chance(this RandomKey key, int stream, Tensor images, (double Low, double High) probability) =>
        key.PerImage(stream, images, (0, 1)) < key.PerImage(stream + 1, images, probability);

    /// <summary>Boxes of given parts of the height and width, wherever they fit: true inside, (batch, height, width, 1). Takes two
    /// streams.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">The first stream.</param>
    /// <param name="images">(batch, height, width, channels).</param>
    /// <param name="tall">Parts of the height, (batch, 1, 1, 1).</param>
    /// <param name="wide">Parts of the width, (batch, 1, 1, 1).</param>
    public static Tensor Boxes(this RandomKey key, int stream, Tensor images, Tensor tall, Tensor wide)
    {
        var (height, width) = (images.Shape[1], images.Shape[2]);
        var top = key.PerImage(stream, images, (0, 1)) * (height - tall * height);
        var left = key.PerImage(stream + 1, images, (0, 1)) * (width - wide * width);
        var y = Tensor.Arange(0, height).Reshape(new Shape(1, height, 1, 1));
        var x = Tensor.Arange(0, width).Reshape(new Shape(1, 1, width, 1));
        return (y >= top) & (y < top + tall * height) & (x >= left) & (x < left + wide * width);
    }

    /// <summary>
    /// Numbers of the beta distribution with both parameters alike, (count): two gamma numbers, one over their sum, by logarithms, so that
    /// small parameters lose nothing. Takes two streams.
    /// </summary>
    public static Tensor Beta(this RandomKey key, int stream, int count, Tensor alpha) =>
        (GammaNumbers.Logarithms(key.Stream(stream), count, alpha) - GammaNumbers.Logarithms(key.Stream(stream + 1), count, alpha))
            .Sigmoid();
}
