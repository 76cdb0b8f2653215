namespace Cornea.Layers;

/// <summary>The largest element of each of a given number of places over volumes. Keras:
/// <c>keras.layers.AdaptiveMaxPooling3D</c>.</summary>
/// <remarks>
/// Input (batch, depth, height, width, channels), output (batch, new depth, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/adaptive_max_pooling3d.py</c>.
/// </remarks>
public sealed class AdaptiveMaxPooling3D : AdaptivePoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="outputSize">The number of places per spatial axis.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public AdaptiveMaxPooling3D(PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(3, outputSize, dataFormat, name)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Max(axis, keepDims: true);
}
