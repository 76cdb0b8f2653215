namespace Cornea.Layers;

/// <summary>While training, multiplies by normal noise of mean 1 and variance rate / (1 - rate); otherwise hands the input on. Keras:
/// <c>keras.layers.GaussianDropout</c>.</summary>
/// <remarks>Output of the input's shape. Srivastava and others, "Dropout", 2014; Keras,
/// <c>layers/regularization/gaussian_dropout.py</c>.</remarks>
public sealed class GaussianDropout : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="rate">As for Dropout: the part that would be dropped.</param>
    /// <param name="name">The layer's name.</param>
    public GaussianDropout(double rate, string? name = null) : base(name)
    {
        Rate = Require.Rate(rate, "GaussianDropout");
    }

    /// <summary>As for Dropout: the part that would be dropped.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return context.Training && Rate > 0 ? x * context.NextKey().Normal(x.Shape, 1, Math.Sqrt(Rate / (1 - Rate))).Cast(x.DType) : x;
    }
}
