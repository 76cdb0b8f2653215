namespace Cornea.Layers;

/// <summary>Negative inputs are multiplied by a slope that is learned. Keras: <c>keras.layers.PReLU</c>.</summary>
/// <remarks>
/// x above 0, alpha · x below. Weight: alpha of a sample's shape, 1 along shared axes. Output of the input's shape. He and
/// others, "Delving deep into rectifiers", 2015; Keras, <c>layers/activations/prelu.py</c>.
/// </remarks>
public sealed class PReLU : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="alphaInitializer">First values of alpha; zeros where null.</param>
    /// <param name="alphaRegularizer">A penalty on alpha.</param>
    /// <param name="alphaConstraint">A set alpha is brought back to.</param>
    /// <param name="sharedAxes">The axes, counted with the batch as 0, along which alpha is one number.</param>
    /// <param name="name">The layer's name.</param>
    public PReLU(
        Initializer? alphaInitializer = null, Regularizer? alphaRegularizer = null, Constraint? alphaConstraint = null,
        IReadOnlyList<int>? sharedAxes = null, string? name = null)
        : base(name)
    {
        AlphaInitializer = alphaInitializer;
        AlphaRegularizer = alphaRegularizer;
        AlphaConstraint = alphaConstraint;
        SharedAxes = sharedAxes;
    }

    /// <summary>First values of alpha; zeros where null.</summary>
    public Initializer? AlphaInitializer { get; }

    /// <summary>A penalty on alpha.</summary>
    public Regularizer? AlphaRegularizer { get; }

    /// <summary>A set alpha is brought back to.</summary>
    public Constraint? AlphaConstraint { get; }

    /// <summary>The axes, counted with the batch as 0, along which alpha is one number.</summary>
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
        _alpha = AddWeight("alpha", shape, AlphaInitializer ?? DefaultInitializers.Zeros, AlphaRegularizer, AlphaConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return x.Relu() - context.Read(_alpha!) * (-x).Relu();
    }
}
