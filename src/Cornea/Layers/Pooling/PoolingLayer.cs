namespace Cornea.Layers;

/// <summary>One number for each place of a window: what the pooling layers share.</summary>
public abstract class PoolingLayer : SpatialLayer
{
    private protected PoolingLayer(int axes, PerAxis poolSize, PerAxis strides, Padding padding, DataFormat dataFormat, string? name)
        : base(axes, dataFormat, name)
    {
        var sizes = poolSize.Expand(axes, 2, GetType().Name, nameof(poolSize));
        PoolSize = sizes;
        Strides = strides.Count == 0 ? sizes : strides.Expand(axes, 1, GetType().Name, nameof(strides));
        Padding = padding != Padding.Causal
            ? padding
            : throw new ArgumentException(
                $"{GetType().Name} knows padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
    }

    /// <summary>The window's length per spatial axis.</summary>
    public IReadOnlyList<int> PoolSize { get; }

    /// <summary>Elements from one place of the window to the next, per spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>What the window sees beside the ends; what is added never counts.</summary>
    public Padding Padding { get; }

    private protected int[] Sizes => (int[])PoolSize;

    private protected int[] Steps => (int[])Strides;
}
