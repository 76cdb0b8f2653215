namespace Cornea.Layers;

/// <summary>The largest element of each place of a window over images, for each channel. Keras: <c>keras.layers.MaxPooling2D</c>.</summary>
/// <remarks>Input (batch, height, width, channels), output (batch, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/max_pooling2d.py</c>.</remarks>
public sealed class MaxPooling2D : PoolingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="poolSize">The window's length per spatial axis; 2 when not given.</param>
    /// <param name="strides">Elements from one place of the window to the next; the window's length when not given.</param>
    /// <param name="padding">Valid or Same.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or the padding is Causal.</exception>
    public MaxPooling2D(
        PerAxis poolSize = default, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(2, poolSize, strides, padding, dataFormat, name)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.MaxPool(Sizes, Steps, Padding);
}
