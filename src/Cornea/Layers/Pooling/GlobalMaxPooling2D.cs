namespace Cornea.Layers;

/// <summary>The largest element of each channel over all places of an image. Keras: <c>keras.layers.GlobalMaxPooling2D</c>.</summary>
/// <remarks>Input (batch, height, width, channels), output (batch, channels). Source: Keras,
/// <c>layers/pooling/global_max_pooling2d.py</c>.</remarks>
public sealed class GlobalMaxPooling2D : GlobalPoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="keepDims">Keep the spatial axes with length 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalMaxPooling2D(DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null)
        : base(2, dataFormat, keepDims, name)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.Max(Places, KeepDims);
}
