namespace Cornea.Layers;

/// <summary>Vectors of length 1.</summary>
internal static class UnitLength
{
    // Keras: the inverse length is at most 1e12, so zeros stay zeros. Of vectors too long or short to square, a multiple by a power
    // of two is taken first.
    public static Tensor Of(Tensor x, ReadOnlySpan<int> axes)
    {
        var scale = x.SquaringScale(axes);
        var scaled = x * scale;
        var squares = scaled.Square().Sum(axes, keepDims: true);
        return scaled * Tensor.Minimum(squares.Rsqrt(), 1e12 / scale);
    }
}
