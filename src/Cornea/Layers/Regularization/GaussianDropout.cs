namespace Cornea.Layers;

/// <summary>During training, multiplies by normal noise of mean 1 and variance rate / (1 - rate); otherwise returns the input. Keras:
/// <c>keras.layers.GaussianDropout</c>.</summary>
/// <remarks>Output of the input's shape. Srivastava and others, "Dropout", 2014; Keras,
/// <c>layers/regularization/gaussian_dropout.py</c>.</remarks>
public sealed class GaussianDropout : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="rate">As for Dropout: the part that would be dropped.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public GaussianDropout(double rate, int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Rate = Require.Rate(rate, "GaussianDropout");
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>As for Dropout: the part that would be dropped.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return context.Training && Rate > 0
            ? x * context.NextKey(Seed).Normal(x.Shape, 1, Math.Sqrt(Rate / (1 - Rate))).Cast(x.DType)
            : x;
    }
}
