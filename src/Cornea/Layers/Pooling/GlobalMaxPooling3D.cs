namespace Cornea.Layers;

/// <summary>The largest element of each channel over all places of a volume. Keras: <c>keras.layers.GlobalMaxPooling3D</c>.</summary>
/// <remarks>Input (batch, depth, height, width, channels), output (batch, channels). Source: Keras,
/// <c>layers/pooling/global_max_pooling3d.py</c>.</remarks>
public sealed class GlobalMaxPooling3D : GlobalPoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="keepDims">Keep the spatial axes with length 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalMaxPooling3D(DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null)
        : base(3, dataFormat, keepDims, name)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.Max(Places, KeepDims);
}
