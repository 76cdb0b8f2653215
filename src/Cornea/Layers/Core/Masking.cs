namespace Cornea.Layers;

/// <summary>Says that time steps whose features all have one value do not count. Keras: <c>keras.layers.Masking</c>.</summary>
/// <remarks>Those steps become 0 and the mask goes to the next layers. Input (batch, steps, features). Source: Keras,
/// <c>layers/core/masking.py</c>.</remarks>
public sealed class Masking : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="maskValue">The value.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Masking(double maskValue = 0, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        MaskValue = maskValue;
    }

    /// <summary>The value.</summary>
    public double MaskValue { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return x * x.NotEqualTo(MaskValue).Any([-1], keepDims: true).Cast(x.DType);
    }

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) =>
        ((Tensor)inputs).NotEqualTo(MaskValue).Any([-1]);
}
