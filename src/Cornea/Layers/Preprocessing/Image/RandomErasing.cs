namespace Cornea.Layers;

/// <summary>Paints over a box of each image by chance. Keras: <c>keras.layers.RandomErasing</c>.</summary>
/// <remarks>The box takes the root of a number drawn from scale of the height, and of another of the width. Output of the input's
/// shape. Zhong and others, "Random erasing data augmentation", 2017. Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/random_erasing.py</c>.</remarks>
public sealed class RandomErasing : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="factor">The probability that an image is changed: one number for a probability between 0 and it, or two ends.</param>
    /// <param name="scale">What part of the image a box takes: two ends, 0.02 and 0.33 where null.</param>
    /// <param name="fillValue">One value, or one per channel; random ones where null.</param>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandomErasing(
        FactorRange? factor = null, FactorRange? scale = null, IReadOnlyList<double>? fillValue = null,
        (double Low, double High)? valueRange = null, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        Factor = (factor ?? 1).FromZero(0, 1, "RandomErasing");
        Scale = (scale ?? (0.02, 0.33)).FromZero(0, 1, "RandomErasing");
        FillValue = fillValue;
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandomErasing");
    }

    /// <summary>The ends of the probability.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>The ends of the part.</summary>
    public (double Low, double High) Scale { get; }

    /// <summary>One value, or one per channel; random ones where null.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? FillValue { get; }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var box = key.Boxes(4, images, key.PerImage(2, images, Scale).Sqrt(), key.PerImage(3, images, Scale).Sqrt());
        var paint = FillValue is null
            ? key.Stream(6).Normal(images.Shape) * ValueRange.High
            : Tensor.From([.. FillValue.Select(value => (float)value)]);
        return Tensor.Where(box & key.Chance(0, images, Factor), paint.Clip(ValueRange.Low, ValueRange.High), images);
    }
}
