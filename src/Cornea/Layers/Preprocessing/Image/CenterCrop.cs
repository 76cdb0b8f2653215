namespace Cornea.Layers;

/// <summary>Takes the middle of images. Images that are too small are cropped to the right proportions and enlarged. Keras:
/// <c>keras.layers.CenterCrop</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, new height, new width, channels). Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/center_crop.py</c>.</remarks>
public sealed class CenterCrop : ImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public CenterCrop(
        int height, int width, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(dataFormat, name, trainable, dtype)
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
