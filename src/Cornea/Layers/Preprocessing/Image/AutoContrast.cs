namespace Cornea.Layers;

/// <summary>Stretches each channel of each image over the whole range of values. Keras: <c>keras.layers.AutoContrast</c>.</summary>
/// <remarks>(x - least) / (largest - least) of the channel, in the range; channels of one value stay. In training and afterwards alike.
/// Source: Keras, <c>layers/preprocessing/image_preprocessing/auto_contrast.py</c>.</remarks>
public sealed class AutoContrast : ImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="valueRange">The least and largest value of pixels; 0 and 255 where null.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AutoContrast(
        (double Low, double High)? valueRange = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(dataFormat, name, trainable, dtype) =>
        ValueRange = Layers.ValueRange.Checked(valueRange, "AutoContrast");

    /// <summary>The least and largest value of pixels.</summary>
    public (double Low, double High) ValueRange { get; }

    private protected override Tensor Transform(Tensor images, CallContext context) => Stretch(images, ValueRange);

    internal static Tensor Stretch(Tensor images, (double Low, double High) range)
    {
        var x = Layers.ValueRange.Open(images, range, 255);
        var (low, high) = (x.Min([1, 2], true), x.Max([1, 2], true));
        var flat = high <= low;
        var scale = 255 / Tensor.Where(flat, 1, high - low);
        return Tensor.Where(flat, images, Layers.ValueRange.Close((x * scale - low * scale).Clip(0, 255), range, 255));
    }
}
