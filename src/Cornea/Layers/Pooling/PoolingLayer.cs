namespace Cornea.Layers;

/// <summary>One number for each output position of a window: what the pooling layers share.</summary>
public abstract class PoolingLayer : SpatialLayer
{
    private protected PoolingLayer(
        int axes, PerAxis poolSize, PerAxis strides, Padding padding, DataFormat dataFormat, string? name, bool trainable,
        DTypePolicy? dtype)
        : base(axes, dataFormat, name, trainable, dtype)
    {
        var sizes = poolSize.Expand(axes, 2, GetType().Name, nameof(poolSize));
        PoolSize = sizes;
        Strides = strides.Count == 0 ? sizes : strides.Expand(axes, 1, GetType().Name, nameof(strides));
        Padding = padding != Padding.Causal
            ? padding
            : throw new ArgumentException(
                $"{GetType().Name} knows padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
    }

    /// <summary>Length of the window along each spatial axis.</summary>
    public IReadOnlyList<int> PoolSize { get; }

    /// <summary>Strides along each spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Valid or Same; padded elements never count.</summary>
    public Padding Padding { get; }

    private protected int[] Sizes => (int[])PoolSize;

    private protected int[] Steps => (int[])Strides;
}
