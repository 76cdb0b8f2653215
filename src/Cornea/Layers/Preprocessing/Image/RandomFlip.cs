namespace Cornea.Layers;

/// <summary>Flips images by chance, left to right, upside down, or both. Keras: <c>keras.layers.RandomFlip</c>.</summary>
/// <remarks>Each direction with probability 0.5, on its own. Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_flip.py</c>.</remarks>
public sealed class RandomFlip : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="mode">Which directions.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomFlip(
        FlipMode mode = FlipMode.HorizontalAndVertical, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
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
