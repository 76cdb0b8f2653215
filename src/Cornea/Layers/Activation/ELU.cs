namespace Cornea.Layers;

/// <summary>Negative inputs bend exponentially to a lower bound. Keras: <c>keras.layers.ELU</c>.</summary>
/// <remarks>x where x is above 0, else alpha (e^x - 1). Output of the input's shape. Source: Keras,
/// <c>layers/activations/elu.py</c>.</remarks>
public sealed class ELU : Layer, IStandIn
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="alpha">The lower bound is -alpha.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ELU(double alpha = 1, string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
        Alpha = alpha;
    }

    /// <summary>The lower bound is -alpha.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => new EluActivation(Alpha).Apply(inputs);

    object? IStandIn.For(ClassKind kind) => kind == ClassKind.Activation ? new EluActivation(Alpha) : null;
}
