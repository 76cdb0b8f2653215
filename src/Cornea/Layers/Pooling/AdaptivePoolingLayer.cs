namespace Cornea.Layers;

/// <summary>
/// Pooling to a given number of places, whatever the input's length: place i of m covers elements floor(i n / m) to
/// ceil((i + 1) n / m) - 1. What the adaptive pooling layers share.
/// </summary>
public abstract class AdaptivePoolingLayer : SpatialLayer
{
    private readonly int[] _outputSize;

    private protected AdaptivePoolingLayer(int axes, PerAxis outputSize, DataFormat dataFormat, string? name)
        : base(axes, dataFormat, name) =>
        _outputSize = outputSize.Expand(axes, 1, GetType().Name, nameof(outputSize));

    /// <summary>The number of places per spatial axis.</summary>
    public IReadOnlyList<int> OutputSize => _outputSize;

    private protected sealed override Tensor Compute(Tensor x, CallContext context)
    {
        for (var axis = 1; axis <= SpatialAxes; axis++)
        {
            var (length, places) = (x.Shape[axis], _outputSize[axis - 1]);
            var parts = new Tensor[places];
            for (var i = 0; i < places; i++)
            {
                var start = (int)((long)i * length / places);
                var end = (int)(((long)(i + 1) * length + places - 1) / places);
                parts[i] = Pool(x.Narrow(axis, start, end - start), axis);
            }
            x = Tensor.Concat(parts, axis);
        }
        return x;
    }

    /// <summary>One number in place of an axis's elements; the axis stays with length 1.</summary>
    private protected abstract Tensor Pool(Tensor x, int axis);
}
