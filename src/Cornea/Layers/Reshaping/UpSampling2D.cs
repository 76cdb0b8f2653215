namespace Cornea.Layers;

/// <summary>Makes images larger by whole factors. Keras: <c>keras.layers.UpSampling2D</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, height · a, width · b, channels). Values between pixels are those of
/// <see cref="ImageOps.Resize"/>. Source: Keras, <c>layers/reshaping/up_sampling2d.py</c>.</remarks>
public sealed class UpSampling2D : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="size">The factors.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="interpolation">Interpolation between pixels.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is below 1.</exception>
    [ConfigConstructor]
    public UpSampling2D(
        (int Height, int Width) size, DataFormat dataFormat = DataFormat.ChannelsLast, Interpolation interpolation = Interpolation.Nearest,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Size = (Require.Positive(size.Height, nameof(UpSampling2D), nameof(size)),
            Require.Positive(size.Width, nameof(UpSampling2D), nameof(size)));
        DataFormat = dataFormat;
        Interpolation = interpolation;
    }

    /// <summary>The factors.</summary>
    public (int Height, int Width) Size { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>Interpolation between pixels.</summary>
    public Interpolation Interpolation { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Initializes the layer with one factor for both axes.</summary>
    /// <param name="size">The factor.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="interpolation">Interpolation between pixels.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is below 1.</exception>
    public UpSampling2D(
        int size = 2, DataFormat dataFormat = DataFormat.ChannelsLast, Interpolation interpolation = Interpolation.Nearest,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : this((size, size), dataFormat, interpolation, name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 4)
            throw new ShapeException($"{this} expects inputs with 4 axes, but received shape {x.Shape}. Reshape them.");
        var (rows, columns) = DataFormat == DataFormat.ChannelsLast ? (x.Shape[1], x.Shape[2]) : (x.Shape[2], x.Shape[3]);
        if (Interpolation != Interpolation.Nearest)
        {
            return ImageOps.Resize(
                x.DType.IsFloat() ? x : x.ToFloat32(), rows * Size.Height, columns * Size.Width, Interpolation, dataFormat: DataFormat);
        }
        var first = DataFormat == DataFormat.ChannelsLast ? 1 : 2;
        return x.Repeat(Size.Height, first).Repeat(Size.Width, first + 1);
    }
}
