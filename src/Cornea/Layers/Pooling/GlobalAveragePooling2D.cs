namespace Cornea.Layers;

/// <summary>The mean of each channel over all positions of an image. Keras: <c>keras.layers.GlobalAveragePooling2D</c>.</summary>
/// <remarks>Input (batch, height, width, channels), output (batch, channels). Source: Keras,
/// <c>layers/pooling/global_average_pooling2d.py</c>.</remarks>
public sealed class GlobalAveragePooling2D : GlobalPoolingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="keepDims">Whether to keep the spatial axes with length 1.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public GlobalAveragePooling2D(
        DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(2, dataFormat, keepDims, name, trainable, dtype)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.Mean(PooledAxes, KeepDims);
}
