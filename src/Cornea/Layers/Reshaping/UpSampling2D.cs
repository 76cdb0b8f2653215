namespace Cornea.Layers;

/// <summary>Makes images larger by whole factors. Keras: <c>keras.layers.UpSampling2D</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, height · a, width · b, channels). Values between pixels are those of
/// <see cref="ImageOps.Resize"/>. Source: Keras, <c>layers/reshaping/up_sampling2d.py</c>.</remarks>
public sealed class UpSampling2D : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="size">The factors.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="name">The layer's name.</param>
    public UpSampling2D(
        (int Height, int Width) size, DataFormat dataFormat = DataFormat.ChannelsLast, Interpolation interpolation = Interpolation.Nearest,
        string? name = null) : base(name)
    {
        Size = size;
        DataFormat = dataFormat;
        Interpolation = interpolation;
    }

    /// <summary>The factors.</summary>
    public (int Height, int Width) Size { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>How values between pixels are found.</summary>
    public Interpolation Interpolation { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Makes the layer with one factor for both axes.</summary>
    /// <param name="size">The factor.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="name">The layer's name.</param>
    public UpSampling2D(
        int size = 2, DataFormat dataFormat = DataFormat.ChannelsLast, Interpolation interpolation = Interpolation.Nearest,
        string? name = null)
        : this((size, size), dataFormat, interpolation, name)
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
            return ImageOps.Resize(x.DType.IsFloat() ? x : x.ToFloat32(), rows * Size.Height, columns * Size.Width, Interpolation, dataFormat: DataFormat);
        var first = DataFormat == DataFormat.ChannelsLast ? 1 : 2;
        return x.Repeat(Size.Height, first).Repeat(Size.Width, first + 1);
    }
}
