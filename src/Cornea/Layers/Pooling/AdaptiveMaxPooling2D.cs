namespace Cornea.Layers;

/// <summary>The largest element of each of a given number of output positions over images. Keras:
/// <c>keras.layers.AdaptiveMaxPooling2D</c>.</summary>
/// <remarks>
/// Input (batch, height, width, channels), output (batch, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/adaptive_max_pooling2d.py</c>.
/// </remarks>
public sealed class AdaptiveMaxPooling2D : AdaptivePoolingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="outputSize">Length of the output along each spatial axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AdaptiveMaxPooling2D(
        PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(2, outputSize, dataFormat, name, trainable, dtype)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Max(axis, keepDims: true);
}
