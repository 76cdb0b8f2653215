using Cornea.Layers;

namespace Cornea;

/// <summary>Brings each sample to mean 0 and variance 1 along some axes, then to a learned scale and shift. Keras: <c>keras.layers.LayerNormalization</c>.</summary>
/// <remarks>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta. Weights gamma and beta of the axes' lengths. Output of the input's
/// shape. Ba, Kiros, Hinton, "Layer normalization", 2016; Keras, <c>layers/normalization/layer_normalization.py</c>.
/// </remarks>
public sealed class LayerNormalization : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axes">The axes; the last where null.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether gamma multiplies.</param>
    /// <param name="betaInitializer">First values of beta; zeros where null.</param>
    /// <param name="gammaInitializer">First values of gamma; ones where null.</param>
    /// <param name="betaRegularizer">A penalty on beta.</param>
    /// <param name="gammaRegularizer">A penalty on gamma.</param>
    /// <param name="betaConstraint">A set beta is brought back to.</param>
    /// <param name="gammaConstraint">A set gamma is brought back to.</param>
    /// <param name="name">The layer's name.</param>
    public LayerNormalization(
        IReadOnlyList<int>? axes = null, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null, Constraint? gammaConstraint = null, string? name = null)
        : base(name)
    {
        Axes = axes;
        Epsilon = epsilon;
        Center = center;
        Scale = scale;
        BetaInitializer = betaInitializer;
        GammaInitializer = gammaInitializer;
        BetaRegularizer = betaRegularizer;
        GammaRegularizer = gammaRegularizer;
        BetaConstraint = betaConstraint;
        GammaConstraint = gammaConstraint;
    }

    /// <summary>The axes; the last where null.</summary>
    public IReadOnlyList<int>? Axes { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether beta is added.</summary>
    public bool Center { get; }

    /// <summary>Whether gamma multiplies.</summary>
    public bool Scale { get; }

    /// <summary>First values of beta; zeros where null.</summary>
    public Initializer? BetaInitializer { get; }

    /// <summary>First values of gamma; ones where null.</summary>
    public Initializer? GammaInitializer { get; }

    /// <summary>A penalty on beta.</summary>
    public Regularizer? BetaRegularizer { get; }

    /// <summary>A penalty on gamma.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>A set beta is brought back to.</summary>
    public Constraint? BetaConstraint { get; }

    /// <summary>A set gamma is brought back to.</summary>
    public Constraint? GammaConstraint { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private Variable? _gamma;
    private Variable? _beta;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var shape = AxisShapes.Lengths(inputs[0], Axes ?? [-1]);
        if (Scale)
            _gamma = AddWeight("gamma", shape, GammaInitializer ?? DefaultInitializers.Ones, GammaRegularizer, GammaConstraint);
        if (Center)
            _beta = AddWeight("beta", shape, BetaInitializer ?? DefaultInitializers.Zeros, BetaRegularizer, BetaConstraint);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        int[] axes = [.. Axes ?? [-1]];
        var wide = AxisShapes.Wide(x.Shape, axes);
        var centered = x - x.Mean(axes, keepDims: true);
        var normalized = centered * (centered.Square().Mean(axes, keepDims: true) + Epsilon).Rsqrt();
        if (_gamma is not null)
            normalized *= context.Read(_gamma).Reshape(wide);
        return _beta is null ? normalized : normalized + context.Read(_beta).Reshape(wide);
    }
}
