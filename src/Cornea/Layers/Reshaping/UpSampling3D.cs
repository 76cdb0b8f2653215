namespace Cornea.Layers;

/// <summary>Each element several times in a row along the three axes. Keras: <c>keras.layers.UpSampling3D</c>.</summary>
/// <remarks>Source: Keras, <c>layers/reshaping/up_sampling3d.py</c>.</remarks>
public sealed class UpSampling3D : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="size">How many times along each axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is below 1.</exception>
    [ConfigConstructor]
    public UpSampling3D(
        (int First, int Second, int Third) size, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Size = (Require.Positive(size.First, nameof(UpSampling3D), nameof(size)),
            Require.Positive(size.Second, nameof(UpSampling3D), nameof(size)),
            Require.Positive(size.Third, nameof(UpSampling3D), nameof(size)));
        DataFormat = dataFormat;
    }

    /// <summary>How many times along each axis.</summary>
    public (int First, int Second, int Third) Size { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Initializes the layer with one number for all axes.</summary>
    /// <param name="size">How many times along each axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is below 1.</exception>
    public UpSampling3D(
        int size = 2, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this((size, size, size), dataFormat, name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var first = DataFormat == DataFormat.ChannelsLast ? 1 : 2;
        return ((Tensor)inputs).Repeat(Size.First, first).Repeat(Size.Second, first + 1).Repeat(Size.Third, first + 2);
    }
}
