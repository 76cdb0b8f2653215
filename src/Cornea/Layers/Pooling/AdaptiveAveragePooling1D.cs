namespace Cornea.Layers;

/// <summary>The mean of each of a given number of places over sequences. Keras: <c>keras.layers.AdaptiveAveragePooling1D</c>.</summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, channels). Source: Keras,
/// <c>layers/pooling/adaptive_average_pooling1d.py</c>.
/// </remarks>
public sealed class AdaptiveAveragePooling1D : AdaptivePoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="outputSize">The number of places.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public AdaptiveAveragePooling1D(PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(1, outputSize, dataFormat, name)
    {
    }

    private protected override Tensor Pool(Tensor x, int axis) => x.Mean(axis, keepDims: true);
}
