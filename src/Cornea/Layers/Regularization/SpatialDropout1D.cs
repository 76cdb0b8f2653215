namespace Cornea.Layers;

/// <summary>While training, drops whole channels instead of single numbers; otherwise hands the input on. Keras:
/// <c>keras.layers.SpatialDropout1D</c>.</summary>
/// <remarks>
/// What is dropped is the same along steps. Output of the input's shape. Tompson and others, "Efficient object localization
/// using convolutional networks", 2014; Keras, <c>layers/regularization/spatial_dropout.py</c>.
/// </remarks>
public sealed class SpatialDropout1D : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="rate">The part of the channels that is dropped.</param>
    /// <param name="name">The layer's name.</param>
    public SpatialDropout1D(double rate, string? name = null) : base(name)
    {
        Rate = Require.Rate(rate, "SpatialDropout1D");
    }

    /// <summary>The part of the channels that is dropped.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 3)
            throw new ShapeException($"{this} expects inputs with 3 axes, but received shape {x.Shape}. Reshape them.");
        return context.Training && Rate > 0 ? Dropout.Drop(x, Rate, new Shape(x.Shape[0], 1, x.Shape[2]), context) : x;
    }
}
