namespace Cornea.Layers;

/// <summary>
/// Pooling to a given output length, whatever the input's: output position i of m covers elements floor(i n / m) to
/// ceil((i + 1) n / m) - 1. What the adaptive pooling layers share.
/// </summary>
public abstract class AdaptivePoolingLayer : SpatialLayer
{
    private readonly int[] _outputSize;

    private protected AdaptivePoolingLayer(
        int axes, PerAxis outputSize, DataFormat dataFormat, string? name, bool trainable, DTypePolicy? dtype)
        : base(axes, dataFormat, name, trainable, dtype) =>
        _outputSize = outputSize.Expand(axes, 1, GetType().Name, nameof(outputSize));

    /// <summary>Length of the output along each spatial axis.</summary>
    public IReadOnlyList<int> OutputSize => _outputSize;

    private protected sealed override Tensor Compute(Tensor x, CallContext context)
    {
        for (var axis = 1; axis <= SpatialAxes; axis++)
        {
            var (length, positions) = (x.Shape[axis], _outputSize[axis - 1]);
            var parts = new Tensor[positions];
            for (var i = 0; i < positions; i++)
            {
                var start = (int)((long)i * length / positions);
                var end = (int)(((long)(i + 1) * length + positions - 1) / positions);
                parts[i] = Pool(x.Narrow(axis, start, end - start), axis);
            }
            x = Tensor.Concat(parts, axis);
        }
        return x;
    }

    /// <summary>One number in place of an axis's elements; the axis stays with length 1.</summary>
    private protected abstract Tensor Pool(Tensor x, int axis);
}
