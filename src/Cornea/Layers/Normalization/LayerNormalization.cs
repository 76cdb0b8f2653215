namespace Cornea.Layers;

/// <summary>Brings each sample to mean 0 and variance 1 along some axes, then to a learned scale and shift. Keras:
/// <c>keras.layers.LayerNormalization</c>.</summary>
/// <remarks>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta. Weights gamma and beta of the axes' lengths. Output of the input's
/// shape. Ba, Kiros, Hinton, "Layer normalization", 2016; Keras, <c>layers/normalization/layer_normalization.py</c>.
/// </remarks>
public sealed class LayerNormalization : ScaledNormalization
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axis, or axes, to normalize; the last when not given.</param>
    /// <param name="epsilon">Added to the variance to avoid dividing by zero.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether to multiply by gamma.</param>
    /// <param name="betaInitializer">Initializer for beta; zeros when null.</param>
    /// <param name="gammaInitializer">Initializer for gamma; ones when null.</param>
    /// <param name="betaRegularizer">Regularizer applied to beta.</param>
    /// <param name="gammaRegularizer">Regularizer applied to gamma.</param>
    /// <param name="betaConstraint">Constraint applied to beta after each update.</param>
    /// <param name="gammaConstraint">Constraint applied to gamma after each update.</param>
    /// <param name="rmsScaling">Whether the input is multiplied by gamma / sqrt(variance + epsilon) alone, neither centered nor
    /// shifted.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public LayerNormalization(
        PerAxis axis = default, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null, Constraint? gammaConstraint = null, bool rmsScaling = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(
            epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint,
            name, trainable, dtype)
    {
        Axis = axis.Count == 0 ? [-1] : [.. axis];
        RmsScaling = rmsScaling;
    }

    /// <summary>The axis, or axes, to normalize.</summary>
    public IReadOnlyList<int> Axis { get; }

    /// <summary>Whether the input is multiplied by gamma / sqrt(variance + epsilon) alone, neither centered nor shifted.</summary>
    public bool RmsScaling { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        AddScaleAndShift(AxisShapes.Lengths(inputs[0], Axis), scaleOnly: RmsScaling);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        int[] axes = [.. Axis];
        var wide = AxisShapes.Wide(x.Shape, axes);
        var normalized = Cornea.Ops.OverRootMeanSquare(x, axes, Epsilon, centers: true, scalesOnly: RmsScaling);
        return Scaled(normalized, wide, context);
    }
}
