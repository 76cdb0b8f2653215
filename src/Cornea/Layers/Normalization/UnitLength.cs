namespace Cornea.Layers;

/// <summary>Vectors of length 1.</summary>
internal static class UnitLength
{
    // Keras: the inverse length is at most 1e12, so zeros stay zeros.
    public static Tensor Of(Tensor x, ReadOnlySpan<int> axes) => x * Tensor.Minimum(x.Square().Sum(axes, keepDims: true).Rsqrt(), 1e12);
}
