namespace Cornea.Layers;

/// <summary>Negative inputs bend exponentially to a lower bound. Keras: <c>keras.layers.ELU</c>.</summary>
/// <remarks>x where x is above 0, else alpha (e^x - 1). Output of the input's shape. Source: Keras,
/// <c>layers/activations/elu.py</c>.</remarks>
public sealed class ELU : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="alpha">The lower bound is -alpha.</param>
    /// <param name="name">The layer's name.</param>
    public ELU(double alpha = 1, string? name = null) : base(name)
    {
        Alpha = alpha;
    }

    /// <summary>The lower bound is -alpha.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => new EluActivation(Alpha).Apply(inputs);
}
