namespace Cornea.Layers;

/// <summary>Dropout that keeps mean and variance of inputs that are so scaled as SELU leaves them; active during training. Keras:
/// <c>keras.layers.AlphaDropout</c>.</summary>
/// <remarks>
/// Dropped numbers become the lower bound of SELU, then all are scaled and shifted. Output of the input's shape. Klambauer and
/// others, "Self-normalizing neural networks", 2017; Keras, <c>layers/regularization/alpha_dropout.py</c>.
/// </remarks>
public sealed class AlphaDropout : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="rate">Fraction of the input units to drop, between 0 and 1.</param>
    /// <param name="noiseShape">The shape of the binary dropout mask; that of the input when null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AlphaDropout(
        double rate, Shape? noiseShape = null, int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Rate = Require.Rate(rate, "AlphaDropout");
        NoiseShape = noiseShape;
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Fraction of the input units to drop, between 0 and 1.</summary>
    public double Rate { get; }

    /// <summary>The shape of the binary dropout mask; that of the input when null.</summary>
    public Shape? NoiseShape { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    // SELU's lower bound: -scale * alpha.
    private const double Bound = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (!context.Training || Rate == 0)
            return x;
        var kept = context.NextKey(Seed).Uniform(NoiseShape ?? x.Shape) >= Rate;
        var a = 1 / Math.Sqrt((1 - Rate) * (1 + Rate * Bound * Bound));
        return Tensor.Where(kept, x, Bound) * a - a * Bound * Rate;
    }
}
