namespace Cornea.Layers;

/// <summary>Changes each image by a few operations, drawn from shear, translation, rotation, brightness, grey, contrast, sharpness,
/// posterization, solarization, auto-contrast and equalization. Keras: <c>keras.layers.RandAugment</c>.</summary>
/// <remarks>Every image draws its own operations and strengths. Output of the input's shape. Cubuk and others, "RandAugment", 2019.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/rand_augment.py</c>.</remarks>
public sealed class RandAugment : RandomImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="numOps">The number of operations to apply, one after the other.</param>
    /// <param name="factor">The strength: one number for strengths between 0 and it, or two ends.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RandAugment(
        (double Low, double High)? valueRange = null, int numOps = 2, FactorRange? factor = null,
        Interpolation interpolation = Interpolation.Bilinear, int? seed = null, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(seed, dataFormat, name, trainable, dtype)
    {
        ValueRange = Layers.ValueRange.Checked(valueRange, "RandAugment");
        NumOps = Require.Positive(numOps, "RandAugment", nameof(numOps));
        Factor = (factor ?? 0.5).FromZero(0, 1, "RandAugment");
        Interpolation = interpolation;
    }

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    /// <summary>The number of operations to apply, one after the other.</summary>
    public int NumOps { get; }

    /// <summary>The ends of the strength.</summary>
    public (double Low, double High) Factor { get; }

    /// <summary>Nearest or Bilinear.</summary>
    public Interpolation Interpolation { get; }

    private protected override Tensor Augment(Tensor images, RandomKey key)
    {
        var x = images;
        for (var step = 0; step < NumOps; step++)
            x = new AugmentationStep(ValueRange, Factor, Interpolation, true).Apply(x, key.Stream(step));
        return x;
    }
}
