namespace Cornea;

/// <summary>Random numbers of the gamma distribution, on which the others rest.</summary>
internal static class GammaNumbers
{
    /// <summary>
    /// Logarithms of gamma numbers, (count). Sixteen candidates are drawn for each and the first good one is taken; that none is good has
    /// a chance below 1e-20. Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    /// </summary>
    public static Tensor Logarithms(RandomKey key, int count, Tensor alpha)
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
