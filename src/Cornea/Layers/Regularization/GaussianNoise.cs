namespace Cornea.Layers;

/// <summary>While training, adds normal noise of mean 0; otherwise hands the input on. Keras: <c>keras.layers.GaussianNoise</c>.</summary>
/// <remarks>Output of the input's shape. Source: Keras, <c>layers/regularization/gaussian_noise.py</c>.</remarks>
public sealed class GaussianNoise : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="stddev">The standard deviation of the noise.</param>
    /// <param name="name">The layer's name.</param>
    public GaussianNoise(double stddev, string? name = null) : base(name)
    {
        Stddev = stddev;
    }

    /// <summary>The standard deviation of the noise.</summary>
    public double Stddev { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return context.Training && Stddev > 0 ? x + context.NextKey().Normal(x.Shape, 0, Stddev).Cast(x.DType) : x;
    }
}
