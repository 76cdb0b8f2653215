namespace Cornea.Layers;

/// <summary>Makes colours greyer by random amounts. Keras: <c>keras.layers.RandomColorDegeneration</c>.</summary>
/// <remarks>x + factor · (grey - x). Output of the input's shape. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_color_degeneration.py</c>.</remarks>
public sealed class RandomColorDegeneration : RandomImageLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="factor">One number for factors between 0 and it, or two ends between 0 (as it was) and 1 (grey).</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public RandomColorDegeneration(
        FactorRange factor, (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(dataFormat, name)
    {
        Factor = factor.FromZero(0, 1, "RandomColorDegeneration");
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomColorDegeneration");
    }

    /// <summary>The ends of the factor.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key) =>
        ImageAdjustments.Degeneration(images, key.PerImage(0, images, Factor), ValueRange);
}
