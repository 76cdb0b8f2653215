namespace Cornea.Layers;

/// <summary>Takes a random part of images during training, the middle otherwise. Keras: <c>keras.layers.RandomCrop</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, new height, new width, channels). When not training, and where an image is
/// smaller, the largest centred part of the right proportions is resized. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_crop.py</c>.</remarks>
public sealed class RandomCrop : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomCrop(
        int height, int width, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Height = Require.Positive(height, "RandomCrop", nameof(height));
        Width = Require.Positive(width, "RandomCrop", nameof(width));
    }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var (batch, rows, columns, channels) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        if (rows < Height || columns < Width)
            return Pass(images);
        var perImage = new Shape(batch, 1, 1);
        var y = key.Stream(0).Integers(perImage, 0, rows - Height + 1) + Tensor.Arange(Height).Reshape(new Shape(1, Height, 1));
        var x = key.Stream(1).Integers(perImage, 0, columns - Width + 1) + Tensor.Arange(Width).Reshape(new Shape(1, 1, Width));
        var first = (Tensor.Arange(batch) * (rows * columns)).Reshape(perImage);
        return images.Reshape(new Shape(batch * rows * columns, channels)).Gather(first + y * columns + x);
    }

    private protected override Tensor Pass(Tensor images) => ImageOps.Resize(images, Height, Width, aspectRatio: AspectRatio.Crop);
}
