namespace Cornea.Layers;

/// <summary>
/// While training, sets a random part of its input to zero and scales the rest by 1 / (1 - rate), so that sums keep their
/// expectation; otherwise hands the input on. Keras: <c>keras.layers.Dropout</c>.
/// </summary>
/// <remarks>Output of the input's shape. Srivastava and others, "Dropout", 2014; Keras, <c>layers/regularization/dropout.py</c>.</remarks>
public sealed class Dropout : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="rate">The part that is dropped, from 0 to 1.</param>
    /// <param name="noiseShape">The shape of what is dropped together: 1 at an axis drops along it; -1 takes the input's length.</param>
    /// <param name="name">The layer's name.</param>
    public Dropout(double rate, Shape? noiseShape = null, string? name = null) : base(name)
    {
        Rate = Require.Rate(rate, "Dropout");
        NoiseShape = noiseShape;
    }

    /// <summary>The part that is dropped.</summary>
    public double Rate { get; }

    /// <summary>The shape of what is dropped together, or null for single numbers.</summary>
    public Shape? NoiseShape { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (!context.Training || Rate == 0)
            return x;
        var noise = NoiseShape is null ? x.Shape
            : new Shape([.. NoiseShape.Select((length, axis) => length == Shape.Unknown ? x.Shape[axis] : length)]);
        return Drop(x, Rate, noise, context);
    }

    internal static Tensor Drop(Tensor x, double rate, Shape noise, CallContext context) => rate >= 1
        ? Tensor.ZerosLike(x)
        : Tensor.Where(context.NextKey().Uniform(noise) >= rate, x * (1 / (1 - rate)), 0);
}
