namespace Cornea.Layers;

/// <summary>Brings images to one size. Keras: <c>keras.layers.Resizing</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, new height, new width, channels), as <see cref="ImageOps.Resize"/> does
/// it. Source: Keras, <c>layers/preprocessing/image_preprocessing/resizing.py</c>.</remarks>
public sealed class Resizing : ImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="aspectRatio">What happens to images of other proportions.</param>
    /// <param name="fillValue">What they are padded with.</param>
    /// <param name="antialias">Whether every pixel counts where images become smaller.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Resizing(
        int height, int width, Interpolation interpolation = Interpolation.Bilinear, AspectRatio aspectRatio = AspectRatio.Stretch,
        double fillValue = 0,
        bool antialias = false, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null) : base(dataFormat, name)
    {
        Height = Require.Positive(height, "Resizing", nameof(height));
        Width = Require.Positive(width, "Resizing", nameof(width));
        Interpolation = interpolation;
        AspectRatio = aspectRatio;
        FillValue = fillValue;
        Antialias = antialias;
    }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; }

    /// <summary>How values between pixels are found.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>What happens to images of other proportions.</summary>
    public AspectRatio AspectRatio { get; }

    /// <summary>What they are padded with.</summary>
    public double FillValue { get; }

    /// <summary>Whether every pixel counts where images become smaller.</summary>
    public bool Antialias { get; }

    private protected override Tensor Transform(Tensor images, CallContext context) =>
        ImageOps.Resize(images, Height, Width, Interpolation, Antialias, AspectRatio, FillValue);
}
