namespace Cornea.Layers;

/// <summary>Negative inputs are multiplied by a slope that is learned. Keras: <c>keras.layers.PReLU</c>.</summary>
/// <remarks>
/// x above 0, alpha · x below. Weight: alpha of a sample's shape, 1 along shared axes. Output of the input's shape. He and
/// others, "Delving deep into rectifiers", 2015; Keras, <c>layers/activations/prelu.py</c>.
/// </remarks>
public sealed class PReLU : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="alphaInitializer">Initializer for alpha; zeros when null.</param>
    /// <param name="alphaRegularizer">Regularizer applied to alpha.</param>
    /// <param name="alphaConstraint">Constraint applied to alpha after each update.</param>
    /// <param name="sharedAxes">Axes, counted with the batch as 0, along which alpha is shared.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public PReLU(
        Initializer? alphaInitializer = null, Regularizer? alphaRegularizer = null, Constraint? alphaConstraint = null,
        IReadOnlyList<int>? sharedAxes = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        AlphaInitializer = alphaInitializer ?? DefaultInitializers.Zeros;
        AlphaRegularizer = alphaRegularizer;
        AlphaConstraint = alphaConstraint;
        SharedAxes = sharedAxes;
    }

    /// <summary>Initializer for alpha.</summary>
    public Initializer AlphaInitializer { get; }

    /// <summary>Regularizer applied to alpha.</summary>
    public Regularizer? AlphaRegularizer { get; }

    /// <summary>Constraint applied to alpha after each update.</summary>
    public Constraint? AlphaConstraint { get; }

    /// <summary>Axes, counted with the batch as 0, along which alpha is shared.</summary>
    public IReadOnlyList<int>? SharedAxes { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private Variable? _alpha;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var shape = inputs[0][1..];
        foreach (var axis in SharedAxes ?? [])
            shape = shape.With(axis - 1, 1);
        _alpha = AddWeight("alpha", shape, AlphaInitializer, AlphaRegularizer, AlphaConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return x.Relu() - context.Read(_alpha!) * (-x).Relu();
    }
}
