namespace Cornea.Layers;

/// <summary>While training, drops whole channels instead of single numbers; otherwise hands the input on. Keras:
/// <c>keras.layers.SpatialDropout3D</c>.</summary>
/// <remarks>
/// What is dropped is the same along three lengths. Output of the input's shape. Tompson and others, "Efficient object
/// localization using convolutional networks", 2014; Keras, <c>layers/regularization/spatial_dropout.py</c>.
/// </remarks>
public sealed class SpatialDropout3D : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="rate">The part of the channels that is dropped.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public SpatialDropout3D(double rate, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null) : base(name)
    {
        Rate = Require.Rate(rate, "SpatialDropout3D");
        DataFormat = dataFormat;
    }

    /// <summary>The part of the channels that is dropped.</summary>
    public double Rate { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 5)
            throw new ShapeException($"{this} expects inputs with 5 axes, but received shape {x.Shape}. Reshape them.");
        return context.Training && Rate > 0
            ? Dropout.Drop(x, Rate, DataFormat == DataFormat.ChannelsLast ? new Shape(x.Shape[0], 1, 1, 1, x.Shape[4])
                : new Shape(x.Shape[0], x.Shape[1], 1, 1, 1), context) : x;
    }
}
