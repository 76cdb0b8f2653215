namespace Cornea.Layers;

/// <summary>The mean of each place of a window over sequences, for each channel. Keras: <c>keras.layers.AveragePooling1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), output (batch, new steps, channels). Source: Keras,
/// <c>layers/pooling/average_pooling1d.py</c>.</remarks>
public sealed class AveragePooling1D : PoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="poolSize">The window's length.</param>
    /// <param name="strides">Elements from one place of the window to the next; the window's length when not given.</param>
    /// <param name="padding">Valid or Same.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or the padding is Causal.</exception>
    public AveragePooling1D(
        PerAxis poolSize, PerAxis strides = default, Padding padding = Padding.Valid, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(1, poolSize, strides, padding, dataFormat, name)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.AveragePool(Sizes, Steps, Padding);
}
