namespace Cornea.Layers;

/// <summary>Brings each sample to mean 0 and variance 1 along some axes, then to a learned scale and shift. Keras:
/// <c>keras.layers.LayerNormalization</c>.</summary>
/// <remarks>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta. Weights gamma and beta of the axes' lengths. Output of the input's
/// shape. Ba, Kiros, Hinton, "Layer normalization", 2016; Keras, <c>layers/normalization/layer_normalization.py</c>.
/// </remarks>
public sealed class LayerNormalization : ScaledNormalization
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
        : base(epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint,
            gammaConstraint, name)
    {
        Axes = axes;
    }

    /// <summary>The axes; the last where null.</summary>
    public IReadOnlyList<int>? Axes { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddScaleAndShift(AxisShapes.Lengths(inputs[0], Axes ?? [-1]));

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        int[] axes = [.. Axes ?? [-1]];
        var wide = AxisShapes.Wide(x.Shape, axes);
        var centered = x - x.Mean(axes, keepDims: true);
        var normalized = centered * (centered.Square().Mean(axes, keepDims: true) + Epsilon).Rsqrt();
        return Scaled(normalized, wide, context);
    }
}
