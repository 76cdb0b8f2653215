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
        (LogGamma(key.Stream(stream), count, alpha) - LogGamma(key.Stream(stream + 1), count, alpha)).Sigmoid();

    /// <summary>
    /// Logarithms of gamma numbers, (count). Sixteen candidates are drawn for each and the first good one is taken; that none is good has
    /// a chance below 1e-20. Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    /// </summary>
    public static Tensor LogGamma(RandomKey key, int count, Tensor alpha)
    {
        const int Candidates = 16;
        var shape = new Shape(Candidates, count);
        // Drawn for alpha + 1, where the method works for every alpha above 0, and brought down with one more uniform number.
        var d = alpha + 2.0 / 3;
        var normal = key.Stream(0).Normal(shape);
        var root = 1 + normal / (9 * d).Sqrt();
        var cube = Tensor.Maximum(root, 1e-6).Power(3);
        var uniform = Tensor.Maximum(key.Stream(1).Uniform(shape), 1e-30);
        var good = (root > 0) & (uniform.Log() < normal.Square() * 0.5 + d * (1 - cube + cube.Log()));
        var first = good.ToFloat32().ArgMax(0).ExpandDims(0);
        return (d * cube).Log().TakeAlong(first, 0).Squeeze(0)
            + Tensor.Maximum(key.Stream(2).Uniform(new Shape(count)), 1e-30).Log() / alpha;
    }
}
