namespace Cornea.Layers;

/// <summary>The mean of each position of a window over volumes, for each channel. Keras: <c>keras.layers.AveragePooling3D</c>.</summary>
/// <remarks>Input (batch, depth, height, width, channels), output (batch, new depth, new height, new width, channels). Source: Keras,
/// <c>layers/pooling/average_pooling3d.py</c>.</remarks>
public sealed class AveragePooling3D : PoolingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="poolSize">Length of the window along each spatial axis.</param>
    /// <param name="strides">Strides of the pooling window along each spatial axis; the pool size when not given.</param>
    /// <param name="padding">Valid or Same.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or the padding is Causal.</exception>
    public AveragePooling3D(
        PerAxis poolSize, PerAxis strides = default, Padding padding = Padding.Valid, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(3, poolSize, strides, padding, dataFormat, name, trainable, dtype)
    {
    }

    private protected override Tensor Compute(Tensor x, CallContext context) => x.AveragePool(Sizes, Steps, Padding);
}
