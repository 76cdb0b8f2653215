namespace Cornea.Layers;

/// <summary>The mean of each of a given number of output positions over volumes. Keras:
/// <c>keras.layers.AdaptiveAveragePooling3D</c>.</summary>
/// <remarks>
/// Input (batch, depth, height, width, channels), output (batch, new depth, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/adaptive_average_pooling3d.py</c>.
/// </remarks>
public sealed class AdaptiveAveragePooling3D : AdaptivePoolingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="outputSize">Length of the output along each spatial axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AdaptiveAveragePooling3D(
        PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(3, outputSize, dataFormat, name, trainable, dtype)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Mean(axis, keepDims: true);
}
