namespace Cornea.Layers;

/// <summary>Dropout that keeps mean and variance of inputs that are so scaled as SELU leaves them; active while training. Keras:
/// <c>keras.layers.AlphaDropout</c>.</summary>
/// <remarks>
/// Dropped numbers become the lower bound of SELU, then all are scaled and shifted. Output of the input's shape. Klambauer and
/// others, "Self-normalizing neural networks", 2017; Keras, <c>layers/regularization/alpha_dropout.py</c>.
/// </remarks>
public sealed class AlphaDropout : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="rate">The part that is dropped.</param>
    /// <param name="noiseShape">The shape of what is dropped together; single numbers where null.</param>
    /// <param name="name">The layer's name.</param>
    public AlphaDropout(double rate, Shape? noiseShape = null, string? name = null) : base(name)
    {
        Rate = Require.Rate(rate, "AlphaDropout");
        NoiseShape = noiseShape;
    }

    /// <summary>The part that is dropped.</summary>
    public double Rate { get; }

    /// <summary>The shape of what is dropped together; single numbers where null.</summary>
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
        var kept = context.NextKey().Uniform(NoiseShape ?? x.Shape) >= Rate;
        var a = 1 / Math.Sqrt((1 - Rate) * (1 + Rate * Bound * Bound));
        return Tensor.Where(kept, x, Bound) * a - a * Bound * Rate;
    }
}
