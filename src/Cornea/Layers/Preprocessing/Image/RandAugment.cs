namespace Cornea.Layers;

/// <summary>Changes each image by a few operations, drawn from shear, translation, rotation, brightness, grey, contrast, sharpness,
/// posterization, solarization, auto-contrast and equalization. Keras: <c>keras.layers.RandAugment</c>.</summary>
/// <remarks>Every image draws its own operations and strengths. Output of the input's shape. Cubuk and others, "RandAugment", 2019.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/rand_augment.py</c>.</remarks>
public sealed class RandAugment : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="operations">How many operations, one after the other.</param>
    /// <param name="factor">The strength: one number for strengths between 0 and it, or two ends.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandAugment(
        (double Low, double High)? valueRange = null, int operations = 2, FactorRange? factor = null,
        Interpolation interpolation = Interpolation.Bilinear, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(dataFormat, name)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandAugment");
        Operations = Require.Positive(operations, "RandAugment", nameof(operations));
        Factor = (factor ?? 0.5).FromZero(0, 1, "RandAugment");
        Interpolation = interpolation;
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>How many operations, one after the other.</summary>
    public int Operations { get; }

    /// <summary>The ends of the strength.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var x = images;
        for (var step = 0; step < Operations; step++)
            x = new AugmentationStep(ValueRange, Factor, Interpolation, true).Apply(x, key.Stream(step));
        return x;
    }
}
