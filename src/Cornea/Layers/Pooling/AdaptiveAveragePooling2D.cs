namespace Cornea.Layers;

/// <summary>The mean of each of a given number of places over images. Keras: <c>keras.layers.AdaptiveAveragePooling2D</c>.</summary>
/// <remarks>
/// Input (batch, height, width, channels), output (batch, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/adaptive_average_pooling2d.py</c>.
/// </remarks>
public sealed class AdaptiveAveragePooling2D : AdaptivePoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="outputSize">The number of places per spatial axis.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public AdaptiveAveragePooling2D(PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(2, outputSize, dataFormat, name)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Mean(axis, keepDims: true);
}
