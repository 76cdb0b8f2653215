using Cornea.Layers;

namespace Cornea;

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
        var x = images;
        if (Mode != FlipMode.Vertical)
            x = Tensor.Where(key.PerImage(0, images, (0, 1)) <= 0.5, x.Reverse(2), x);
        return Mode == FlipMode.Horizontal ? x : Tensor.Where(key.PerImage(1, images, (0, 1)) <= 0.5, x.Reverse(1), x);
    }
}
