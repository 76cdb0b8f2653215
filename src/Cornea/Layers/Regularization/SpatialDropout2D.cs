namespace Cornea.Layers;

/// <summary>During training, drops whole channels instead of single numbers; otherwise returns the input. Keras:
/// <c>keras.layers.SpatialDropout2D</c>.</summary>
/// <remarks>
/// What is dropped is the same along height and width. Output of the input's shape. Tompson and others, "Efficient object
/// localization using convolutional networks", 2014; Keras, <c>layers/regularization/spatial_dropout.py</c>.
/// </remarks>
public sealed class SpatialDropout2D : SpatialDropout
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="rate">Fraction of the channels to drop, between 0 and 1.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public SpatialDropout2D(
        double rate, DataFormat dataFormat = DataFormat.ChannelsLast, int? seed = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(2, rate, dataFormat == DataFormat.ChannelsLast, seed, name, trainable, dtype) => DataFormat = dataFormat;

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }
}
