namespace Cornea.Layers;

/// <summary>One number for each channel: what the global pooling layers share.</summary>
public abstract class GlobalPoolingLayer : SpatialLayer
{
    private protected GlobalPoolingLayer(int axes, DataFormat dataFormat, bool keepDims, string? name, bool trainable, DTypePolicy? dtype)
        : base(axes, dataFormat, name, trainable, dtype) => KeepDims = keepDims;

    /// <summary>Whether to keep the spatial axes with length 1.</summary>
    [ConfigName("keepdims")]
    public bool KeepDims { get; }

    /// <summary>The spatial axes of an input with channels last.</summary>
    private protected int[] PooledAxes => [.. Enumerable.Range(1, SpatialAxes)];

    private protected sealed override Tensor Outside(Tensor result) => KeepDims ? result.MoveAxis(-1, 1) : result;
}
