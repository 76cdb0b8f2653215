namespace Cornea.Layers;

/// <summary>Takes the middle of images. Images that are too small are cropped to the right proportions and enlarged. Keras:
/// <c>keras.layers.CenterCrop</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, new height, new width, channels). Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/center_crop.py</c>.</remarks>
public sealed class CenterCrop : ImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public CenterCrop(int height, int width, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null) : base(dataFormat, name)
    {
        Height = Require.Positive(height, "CenterCrop", nameof(height));
        Width = Require.Positive(width, "CenterCrop", nameof(width));
    }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; }

    private protected override Tensor Transform(Tensor images, CallContext context)
    {
        var (rows, columns) = (images.Shape[1] - Height, images.Shape[2] - Width);
        return rows >= 0 && columns >= 0
            ? images.Narrow(1, rows / 2, Height).Narrow(2, columns / 2, Width)
            : ImageOps.Resize(images, Height, Width, aspectRatio: AspectRatio.Crop);
    }
}
