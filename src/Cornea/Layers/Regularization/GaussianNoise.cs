namespace Cornea.Layers;

/// <summary>During training, adds normal noise of mean 0; otherwise returns the input. Keras: <c>keras.layers.GaussianNoise</c>.</summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/regularization/gaussian_noise.py</c>.</remarks>
public sealed class GaussianNoise : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="stddev">The standard deviation of the noise.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public GaussianNoise(double stddev, int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Stddev = stddev >= 0 ? stddev : throw new ArgumentOutOfRangeException(
            nameof(stddev), stddev, FormattableString.Invariant(
                $"GaussianNoise expects a standard deviation of 0 or more, but received {stddev}. 0.1 is little noise on inputs near 1."));
        Seed = seed;
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>The standard deviation of the noise.</summary>
    public double Stddev { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return context.Training && Stddev > 0
            ? x + context.NextKey(Seed).Normal(x.Shape, 0, Stddev).Cast(x.DType)
            : x;
    }
}
