namespace Cornea.Layers;

/// <summary>Each element several times in a row along the three axes. Keras: <c>keras.layers.UpSampling3D</c>.</summary>
/// <remarks>Source: Keras, <c>layers/reshaping/up_sampling3d.py</c>.</remarks>
public sealed class UpSampling3D : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="size">How many times along each axis.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public UpSampling3D((int First, int Second, int Third) size, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(name)
    {
        Size = size;
        DataFormat = dataFormat;
    }

    /// <summary>How many times along each axis.</summary>
    public (int First, int Second, int Third) Size { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Makes the layer with one number for all axes.</summary>
    /// <param name="size">How many times along each axis.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public UpSampling3D(
        int size = 2, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : this((size, size, size), dataFormat, name)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var first = DataFormat == DataFormat.ChannelsLast ? 1 : 2;
        return ((Tensor)inputs).Repeat(Size.First, first).Repeat(Size.Second, first + 1).Repeat(Size.Third, first + 2);
    }
}
