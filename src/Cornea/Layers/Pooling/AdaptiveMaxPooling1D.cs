namespace Cornea.Layers;

/// <summary>The largest element of each of a given number of places over sequences. Keras:
/// <c>keras.layers.AdaptiveMaxPooling1D</c>.</summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, channels). Source: Keras,
/// <c>layers/pooling/adaptive_max_pooling1d.py</c>.
/// </remarks>
public sealed class AdaptiveMaxPooling1D : AdaptivePoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="outputSize">The number of places.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public AdaptiveMaxPooling1D(PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(1, outputSize, dataFormat, name)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Max(axis, keepDims: true);
}
