namespace Cornea.Layers;

/// <summary>During training, drops whole channels instead of single numbers; otherwise returns the input. Keras:
/// <c>keras.layers.SpatialDropout2D</c>.</summary>
/// <remarks>
/// What is dropped is the same along height and width. Output of the input's shape. Tompson and others, "Efficient object
/// localization using convolutional networks", 2014; Keras, <c>layers/regularization/spatial_dropout.py</c>.
/// </remarks>
public sealed class SpatialDropout2D : Layer
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
        : base(name, trainable, dtype)
    {
        Rate = Require.Rate(rate, "SpatialDropout2D");
        DataFormat = dataFormat;
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Fraction of the channels to drop, between 0 and 1.</summary>
    public double Rate { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 4)
            throw new ShapeException($"{this} expects inputs with 4 axes, but received shape {x.Shape}. Reshape them.");
        return context.Training && Rate > 0
            ? Dropout.Drop(x, Rate, DataFormat == DataFormat.ChannelsLast ? new Shape(x.Shape[0], 1, 1, x.Shape[3])
                : new Shape(x.Shape[0], x.Shape[1], 1, 1), context, Seed) : x;
    }
}
