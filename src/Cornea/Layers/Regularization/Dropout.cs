namespace Cornea.Layers;

/// <summary>
/// During training, sets a random part of its input to zero and scales the rest by 1 / (1 - rate), so that sums keep their
/// expectation; otherwise returns the input. Keras: <c>keras.layers.Dropout</c>.
/// </summary>
/// <remarks>Output of the input's shape. Srivastava and others, "Dropout", 2014; Keras, <c>layers/regularization/dropout.py</c>.</remarks>
public sealed class Dropout : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="rate">Fraction of the input units to drop, between 0 and 1.</param>
    /// <param name="noiseShape">The shape of the binary dropout mask that is multiplied with the input; -1 takes the input's
    /// length. That of the input when null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Dropout(
        double rate, Shape? noiseShape = null, int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Rate = Require.Rate(rate, "Dropout");
        NoiseShape = noiseShape;
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Fraction of the input units to drop, between 0 and 1.</summary>
    public double Rate { get; }

    /// <summary>The shape of the binary dropout mask; null for that of the input.</summary>
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
        return Drop(x, Rate, noise, context, Seed);
    }

    internal static Tensor Drop(Tensor x, double rate, Shape noise, CallContext context, int? seed) => rate >= 1
        ? Tensor.ZerosLike(x)
        : Tensor.Where(context.NextKey(seed).Uniform(noise) >= rate, x * (1 / (1 - rate)), 0);
}
