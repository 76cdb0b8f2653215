namespace Cornea.Layers;

/// <summary>Flips images by chance, left to right, upside down, or both. Keras: <c>keras.layers.RandomFlip</c>.</summary>
/// <remarks>Each direction with probability 0.5, on its own. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_flip.py</c>.</remarks>
public sealed class RandomFlip : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="mode">Which directions.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomFlip(
        FlipMode mode = FlipMode.HorizontalAndVertical, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Mode = mode;
    }

    /// <summary>Which directions.</summary>
    public FlipMode Mode { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        // Pixels are read from the other end where the image's coin says so.
        var (batch, height, width, channels) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        Tensor Place(int stream, FlipMode other, int length, Shape shape)
        {
            var place = Tensor.Arange(length).Reshape(shape);
            var coin = key.PerImage(stream, images, (0, 1)).Squeeze(3) <= 0.5;
            return Mode == other ? place : Tensor.Where(coin, length - 1 - place, place);
        }
        var x = Place(0, FlipMode.Vertical, width, new Shape(1, 1, width));
        var y = Place(1, FlipMode.Horizontal, height, new Shape(1, height, 1));
        var first = (Tensor.Arange(batch) * (height * width)).Reshape(new Shape(batch, 1, 1));
        return images.Reshape(new Shape(batch * height * width, channels)).Gather(first + y * width + x);
    }
}
